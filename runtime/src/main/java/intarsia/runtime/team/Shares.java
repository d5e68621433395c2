package intarsia.runtime.team;

/**
 * The parts of a step, shared by workers. Each worker has a run of them of its own, the same for as many parts whenever there are as many workers, so that what a part
 * reads stays in the caches of one core; it takes them from the front. Who has none left takes from the ends of the others' runs, so that none waits for one that was
 * held up. A run is one long, its end above its begin: they only come nearer within a step, so no comparison meets a value that it saw before.
 */
final class Shares {
    private static final int SHIFT = 32;
    private static final long NONE = -1;

    private final PaddedLongs runs;
    private final int workers;

    Shares(int workers) {
        this.workers = workers;
        runs = new PaddedLongs(workers);
    }

    /** Deals parts 0 to {@code parts - 1}, while no worker takes any; to be published by what lets them begin. */
    void deal(long parts) {
        if (parts < 0 || parts > Integer.MAX_VALUE) throw new IllegalArgumentException("a step of " + parts + " parts; wanted 0.." + Integer.MAX_VALUE);
        for (int w = 0; w < workers; w++) runs.setPlain(w, run(begin(parts, w), begin(parts, w + 1)));
    }

    private long begin(long parts, int worker) {
        return Math.ceilDiv(parts * worker, (long) workers);
    }

    private static long run(long begin, long end) {
        return (end << SHIFT) | begin;
    }

    /** A part that nobody has taken; −1 where there is none. */
    long take(int worker) {
        long own = take(worker, true);
        for (int i = 1; own == NONE && i < workers; i++) own = take((worker + i) % workers, false);
        return own;
    }

    private long take(int from, boolean front) {
        while (true) {
            long now = runs.get(from);
            long begin = now & ((1L << SHIFT) - 1), end = now >>> SHIFT;
            if (begin == end) return NONE;
            if (runs.compareAndSet(from, now, front ? run(begin + 1, end) : run(begin, end - 1))) return front ? begin : end - 1;
        }
    }
}
