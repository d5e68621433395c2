package intarsia.runtime.team;

import org.jspecify.annotations.Nullable;

/** One of the threads that do a step, as the step sees it. Worker 0 is the thread that called {@code run}. */
public final class Worker {
    private final int index;
    private final int workers;
    private final Shares shares;

    /** Who to unpark; for worker 0 the present caller. A stale value only costs some thread a spurious wake-up. */
    @Nullable Thread thread;
    /** The thread was interrupted while it waited; only its owner touches this. */
    boolean interrupted;

    Worker(int index, int workers, Shares shares) {
        this.index = index;
        this.workers = workers;
        this.shares = shares;
    }

    /** From 0 to {@code workers() - 1}; of a thread always the same. */
    public int index() {
        return index;
    }

    /** How many workers do a step at most, 1 or more. */
    public int workers() {
        return workers;
    }

    /**
     * Takes the next of this step's {@linkplain TeamJob#parts parts}: of this worker's own run of them, in order, and when that is done the last of another's. Each part is
     * given once; which worker gets those at the ends of runs is open.
     * <pre>{@code for (long part; (part = self.next()) >= 0; ) do(part); }</pre>
     *
     * @return the part, or −1 where none is left
     */
    public long next() {
        return shares.take(index);
    }

    void noteInterrupt() {
        if (Thread.interrupted()) interrupted = true;
    }

    /** Gives the interrupt that waiting swallowed back to the thread it was meant for. */
    void giveBackInterrupt() {
        if (!interrupted) return;
        interrupted = false;
        Thread.currentThread().interrupt();
    }

    @Override public String toString() {
        return "worker " + index + " of " + workers;
    }
}
