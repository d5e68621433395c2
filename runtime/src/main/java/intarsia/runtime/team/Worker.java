package intarsia.runtime.team;

import org.jspecify.annotations.Nullable;

/** One of the threads that do a step, as the step sees it. Worker 0 is the thread that called {@code run}. */
public final class Worker {
    /** The largest chunk {@link #next} gives: 2^32 indices; claims past the end then cannot overflow the counter. */
    public static final long MAX_GRAIN = 1L << 32;

    private final int index;
    private final int workers;
    private final PaddedLongs chunks;
    /** The counter of a team of one: nobody to share it with, so no atomics. */
    private long claimed;

    /** Who to unpark; for worker 0 the present caller. A stale value only costs some thread a spurious wake-up. */
    @Nullable Thread thread;
    /** The thread was interrupted while it waited; only its owner touches this. */
    boolean interrupted;

    Worker(int index, int workers, PaddedLongs chunks) {
        this.index = index;
        this.workers = workers;
        this.chunks = chunks;
    }

    /** From 0 to {@code workers() - 1}; fixed for the whole job. */
    public int index() {
        return index;
    }

    /** How many workers do each step, 1 or more; the same in every step. */
    public int workers() {
        return workers;
    }

    /**
     * Claims the next {@code grain} indices of this step, from a counter that all workers share and that stands at 0
     * when a step begins. The chunks of a step are disjoint, start at multiples of the grain if all use the same one,
     * and leave no gaps; which worker gets which is open. The counter has no end, the step knows it:
     * <pre>{@code for (long at; (at = self.next(64)) < n; ) rows(at, Math.min(at + 64, n)); }</pre>
     *
     * @return the first index of the chunk
     * @throws IllegalArgumentException if the grain is not in 1..{@link #MAX_GRAIN}
     */
    public long next(long grain) {
        if (grain < 1 || grain > MAX_GRAIN) throw new IllegalArgumentException("grain " + grain + ", wanted 1.." + MAX_GRAIN);
        if (workers > 1) return chunks.getAndAdd(0, grain);
        long at = claimed;
        claimed = at + grain;
        return at;
    }

    /** For a team of one; a larger team resets the shared counter at its barrier. */
    void restart() {
        claimed = 0;
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
