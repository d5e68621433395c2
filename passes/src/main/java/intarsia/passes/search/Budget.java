package intarsia.passes.search;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** How far a search may go, and whom it tells where it is. A number of formulas makes it end the same on every machine. */
public final class Budget {
    private final long end;
    private final BooleanSupplier cancelled;
    private final Consumer<String> progress;
    private final long most;
    private long tried;
    private boolean spent;

    /**
     * From now on.
     *
     * @param milliseconds at most
     * @param cancelled    asked often; the search ends soon after it says so, with what it has
     * @param progress     told a line for every cost that is done
     */
    public Budget(long milliseconds, BooleanSupplier cancelled, Consumer<String> progress) {
        this(System.nanoTime() + milliseconds * 1_000_000, Long.MAX_VALUE, cancelled, progress);
    }

    private Budget(long end, long most, BooleanSupplier cancelled, Consumer<String> progress) {
        this.end = end;
        this.most = most;
        this.cancelled = cancelled;
        this.progress = progress;
    }

    /** Without cancellation or progress. */
    public static Budget of(long milliseconds) {
        return new Budget(milliseconds, () -> false, _ -> { });
    }

    /** Whether the search reached a limit or was cancelled: then what it did not find may exist. */
    public boolean spent() {
        spent = spent || tried >= most || cancelled.getAsBoolean() || System.nanoTime() > end;
        return spent;
    }

    /** So many formulas at most, of what this one has left. */
    Budget part(long formulas) {
        return new Budget(end, formulas, cancelled, progress);
    }

    void count() {
        tried++;
    }

    void progress(String line) {
        progress.accept(line + " of " + tried + " tried");
    }
}
