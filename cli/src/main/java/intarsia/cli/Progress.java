package intarsia.cli;

import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A line on standard error that shows that work goes on: nothing in the first second, then on a terminal one line
 * rewritten in place, elsewhere a line every {@value #SPARSE_SECONDS} seconds. Closing it clears the line.
 *
 * <p>{@link #at} may be called from any thread and as often as wanted; it writes nothing, a thread of its own does.
 */
public final class Progress implements AutoCloseable {
    private static final int SPARSE_SECONDS = 10;
    private static final String CLEAR = "\r\033[K";

    private final String what;
    private final PrintStream out;
    private final boolean terminal;
    private @Nullable Thread ticker;
    private volatile String state = "";
    private boolean drawn;

    Progress(String what, PrintStream out, boolean terminal) {
        this.what = what;
        this.out = out;
        this.terminal = terminal;
    }

    /** Starts to show {@code what} ("reading model.gguf"), until closed. */
    public static Progress start(String what) {
        var progress = new Progress(what, System.err, Streams.errorIsTerminal());
        progress.ticker = Thread.ofPlatform().daemon().name("progress").start(progress::tick);
        return progress;
    }

    /** Shows nothing, ever: for {@code --quiet}. */
    public static Progress silent() {
        return new Progress("", System.err, false);
    }

    /** Says how far the work is, in any unit; {@code total} is at least 1. */
    public void at(long done, long total) {
        state = " " + percent(done, total) + "%";
    }

    /** Says in a few words what is being done now. */
    public void at(String step) {
        state = " " + step;
    }

    /** Ends the display; nothing is written after this returns. May be called twice. */
    @Override public void close() {
        var running = ticker;
        if (running != null) {
            running.interrupt();
            joinUninterrupted(running);
            ticker = null;
        }
        clear();
    }

    /** What stands on standard error after so many whole seconds. */
    synchronized void draw(int seconds) {
        if (terminal) {
            out.print(CLEAR + what + state + ", " + seconds + " s");
            out.flush();
            drawn = true;
        } else if (seconds == 1 || seconds % SPARSE_SECONDS == 0) {
            out.println(what + state + ", " + seconds + " s");
        }
    }

    private synchronized void clear() {
        if (!drawn) return;
        out.print(CLEAR);
        out.flush();
        drawn = false;
    }

    private void tick() {
        try {
            for (int seconds = 1; ; seconds++) {
                Thread.sleep(Duration.ofSeconds(1));
                draw(seconds);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void joinUninterrupted(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private static long percent(long done, long total) {
        if (total < 1) throw new IllegalArgumentException("total: wanted at least 1, found " + total);
        long within = Math.clamp(done, 0, total);
        return total > Long.MAX_VALUE / 100 ? within / (total / 100) : within * 100 / total;
    }
}
