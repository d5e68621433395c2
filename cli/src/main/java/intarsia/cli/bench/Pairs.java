package intarsia.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/** Two things timed by turns, so that what else runs on the machine meets both. */
final class Pairs {
    /** Pairs that count. */
    static final int COUNT = 21;
    private static final long QUIET_NANOS = 1_500_000_000;
    private static final int QUIET_TURNS = 8;
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    /** A turn that is faster by less is no news. */
    private static final double NEWS = 0.95;

    private final List<long[]> turns = new ArrayList<>();

    /** Times both by turns: first until neither becomes faster, since cold code says nothing; then {@value #COUNT} pairs. */
    static Pairs of(LongSupplier first, LongSupplier second) {
        settle(first);
        settle(second);
        Pairs p = new Pairs();
        for (int i = 0; i < COUNT; i++) p.turns.add(new long[] {first.getAsLong(), second.getAsLong()});
        return p;
    }

    /** Repeats until for a while, and for some turns, none was faster than the fastest before; half a minute at most. */
    static void settle(LongSupplier nanos) {
        long begin = System.nanoTime(), news = begin;
        double best = Double.MAX_VALUE;
        for (int quiet = 0; quiet < QUIET_TURNS || System.nanoTime() - news < QUIET_NANOS; quiet++) {
            if (Thread.currentThread().isInterrupted() || System.nanoTime() - begin > PATIENCE_NANOS) return;
            double now = nanos.getAsLong();
            if (now < best * NEWS) {
                best = now;
                news = System.nanoTime();
                quiet = 0;
            }
        }
    }

    /** The median of the first's nanoseconds. */
    double first() {
        return quantile(turns.stream().mapToDouble(t -> t[0]).toArray(), 0.5);
    }

    /** The median of the second's. */
    double second() {
        return quantile(turns.stream().mapToDouble(t -> t[1]).toArray(), 0.5);
    }

    /** A quantile of the second's nanoseconds to the first's, where the second takes {@code least} at least. */
    double ratio(double quantile, double least) {
        return quantile(turns.stream().mapToDouble(t -> Math.max((double) t[1], least) / t[0]).toArray(), quantile);
    }

    /** Half the distance between the quartiles of these ratios. */
    double spread(double least) {
        return (ratio(0.75, least) - ratio(0.25, least)) / 2;
    }

    private static double quantile(double[] values, double q) {
        Arrays.sort(values);
        double at = q * (values.length - 1);
        int low = (int) at;
        return values[low] + (at - low) * (values[Math.min(low + 1, values.length - 1)] - values[low]);
    }
}
