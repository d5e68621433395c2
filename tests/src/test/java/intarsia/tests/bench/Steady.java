package intarsia.tests.bench;

/**
 * Warm-up until times stop falling. A kernel runs 50 to 1000 times slower until C2 has compiled it, and when that is done
 * depends on everything else that waits to be compiled, so a fixed number of runs measures the compiler's queue.
 */
final class Steady {
    private static final long BATCH_NANOS = 20_000_000;
    private static final long QUIET_NANOS = 2_000_000_000;
    /** Before kernels are compiled 256 tokens take two seconds: one such batch without news says nothing. */
    private static final int QUIET_BATCHES = 20;
    private static final long PATIENCE_NANOS = 120_000_000_000L;
    /** A batch that is faster by less is no news. */
    private static final double NEWS = 0.97;

    private Steady() {
    }

    /** Runs work until for two seconds, and for twenty batches, none was faster than the fastest before. */
    static void reach(Runnable work) {
        long begin = System.nanoTime();
        long news = begin;
        double best = Double.MAX_VALUE;
        for (int quiet = 0; quiet < QUIET_BATCHES || System.nanoTime() - news < QUIET_NANOS; quiet++) {
            double now = batch(work);
            if (now < best * NEWS) {
                best = now;
                news = System.nanoTime();
                quiet = 0;
            }
            if (news - begin > PATIENCE_NANOS) {
                throw new IllegalStateException("times still fall after two minutes; the last: " + now + " ns");
            }
        }
    }

    /** Nanoseconds a run, over some milliseconds. */
    private static double batch(Runnable work) {
        long begin = System.nanoTime();
        long runs = 0;
        long spent;
        do {
            work.run();
            runs++;
            spent = System.nanoTime() - begin;
        } while (spent < BATCH_NANOS);
        return (double) spent / runs;
    }
}
