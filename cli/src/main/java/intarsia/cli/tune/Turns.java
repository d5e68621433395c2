package intarsia.cli.tune;

import intarsia.ir.Point;
import intarsia.tuning.Outcome;
import intarsia.tuning.search.Trial;
import java.util.Arrays;

/** Rounds of launches, timed: of one run, or of two by turns. */
final class Turns {
    /** What a round takes at least, in nanoseconds: much for the clock, and little enough that most rounds are not interrupted. */
    private static final long ROUND = 500_000;
    private static final int MOST_LAUNCHES = 100_000;
    private static final int PROBES = 5, MOST_PROBES = 20;

    private Turns() { }

    /** The median of some rounds. */
    static Outcome alone(Rotation run, int rounds, long bytes) {
        int launches = launches(run);
        double[] nanos = new double[rounds];
        for (int i = 0; i < rounds; i++) nanos[i] = nanos(run, launches);
        return timed(nanos, 1, bytes);
    }

    /** The median of what a round takes against the round of the other beside it, times what that is known to take. */
    static Outcome against(Rotation run, Rotation other, Trial.Reference known, int rounds, long bytes) {
        int mine = launches(run), others = launches(other);
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            boolean first = i % 2 == 0;
            double a = first ? nanos(run, mine) : 0;
            double b = nanos(other, others);
            ratios[i] = (first ? a : nanos(run, mine)) / b;
            double[] few = Arrays.copyOf(ratios, i + 1);
            if (i + 1 == Trial.FEW_ROUNDS && middle(few, 0.5) * known.nanos() > known.giveUp()) return timed(few, known.nanos(), bytes);
        }
        return timed(ratios, known.nanos(), bytes);
    }

    /** The median of what a round of one takes against that of the other beside it. */
    static double ratio(Rotation run, Rotation other, int rounds) {
        return ((Outcome.Timed) against(run, other, new Trial.Reference(Point.NONE, 1, Double.MAX_VALUE), rounds, 0)).median();
    }

    private static Outcome timed(double[] values, double unit, long bytes) {
        return new Outcome.Timed(middle(values, 0.5) * unit, (middle(values, 0.75) - middle(values, 0.25)) * unit, values.length, bytes, 0);
    }

    private static double middle(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, part * sorted.length)];
    }

    private static int launches(Rotation run) {
        double least = Double.MAX_VALUE, all = 0;
        for (int i = 0; i < PROBES || i < MOST_PROBES && all < ROUND; i++) { // one that is interrupted must not say that a launch fills a round
            double now = nanos(run, 1);
            least = Math.min(least, now);
            all += now;
        }
        int launches = Math.clamp(ROUND / Math.max(1, (long) least), 1, MOST_LAUNCHES);
        nanos(run, launches);
        return launches;
    }

    /** Nanoseconds of a launch. */
    private static double nanos(Rotation run, int launches) {
        long begin = System.nanoTime();
        for (int i = 0; i < launches; i++) run.run();
        return (double) Math.max(1, System.nanoTime() - begin) / launches;
    }
}
