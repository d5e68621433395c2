package intarsia.cli.tune;

import intarsia.ir.Point;
import intarsia.passes.cost.CostModel;
import intarsia.tuning.Outcome;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * How well a problem is solved by a model that has not seen its kind; regrets are times against the best, less 1.
 *
 * @param range       the median point's time against the best
 * @param correlation of predicted and measured order, Spearman's
 * @param first       regret of the first choice
 * @param after       regret of the best that a search of 5 % of the points finds
 * @param rules       regret of the default
 * @param random      that of the best of 5 % by chance, the mean of many
 * @param firstGood   whether the first choice is within 10 % or 2 spreads
 * @param afterGood   whether the search's is within 3 % or the 95 % interval of the ratio, to which rounds and compiled forms add
 * @param afterGoodByRounds the same where only rounds add to the interval
 */
record Verdict(String name, int points, double range, double correlation, double first, double after, double rules, double random, boolean firstGood, boolean afterGood, boolean afterGoodByRounds) {
    private static final double FIRST = 0.10, AFTER = 0.03;
    private static final int DRAWS = 500, SEED = 7;
    /** Half of the 95 % interval of a median is so many spreads, divided by the root of the rounds. */
    private static final double NOTCH = 1.57;
    /** Of three draws of a normal distribution: the median of the range, and the deviation of the middle one, in standard deviations. */
    private static final double RANGE_OF_THREE = 1.59, MIDDLE_OF_THREE = 0.67;
    private static final int THREE = 3;
    private static final double TWO_SIDED_95 = 1.96;

    /** What is asked of the truth. */
    record Choices(Point first, Point after) {
        static Choices of(Table t, CostModel model) throws IOException, InterruptedException {
            return new Choices(t.promising(model).getFirst(), t.searched(model, few(t), SEED));
        }
    }

    static int few(Table t) {
        return Math.max(1, t.times().size() / 20);
    }

    /**
     * @param truth of the best, of the choices and of the default, measured once more
     * @param apart how far compiled forms of a point are {@link #apart}
     */
    static Verdict of(Table t, CostModel model, Choices chosen, Map<Point, Outcome.Timed> truth, double apart) {
        Outcome.Timed best = truth.values().stream().min(java.util.Comparator.comparingDouble(Outcome.Timed::median)).orElseThrow();
        List<Point> sorted = t.sorted();
        double first = regret(truth, chosen.first, best), after = regret(truth, chosen.after, best);
        return new Verdict(t.problem().name(), sorted.size(), t.range(), spearman(sorted, t.promising(model)), first, after,
            regret(truth, t.problem().space().space().initial(), best), chance(t, sorted), first <= Math.max(FIRST, 2 * part(best)),
            after <= Math.max(AFTER, Math.hypot(interval(truth, chosen.after, best), TWO_SIDED_95 * MIDDLE_OF_THREE * Math.sqrt(2) * apart)), after <= Math.max(AFTER, interval(truth, chosen.after, best)));
    }

    /** The standard deviation of the logarithm of a point's time from one compiled form to the next, of points with three sorted ones: by the median of their ranges, so that a few far ones do not widen it. */
    static double apart(Collection<List<Outcome.Timed>> forms) {
        double[] ranges = forms.stream().filter(f -> f.size() == THREE).mapToDouble(f -> Math.log(f.getLast().median() / f.getFirst().median())).sorted().toArray();
        return ranges.length == 0 ? 0 : ranges[ranges.length / 2] / RANGE_OF_THREE;
    }

    private static double regret(Map<Point, Outcome.Timed> truth, Point p, Outcome.Timed best) {
        Outcome.Timed t = truth.get(p);
        return t == null ? Double.POSITIVE_INFINITY : t.median() / best.median() - 1;
    }

    private static double part(Outcome.Timed t) {
        return t.spread() / t.median();
    }

    private static double interval(Map<Point, Outcome.Timed> truth, Point p, Outcome.Timed best) {
        Outcome.Timed t = truth.getOrDefault(p, best);
        return Math.hypot(interval(t), interval(best));
    }

    /** Half of the 95 % interval of a median, as a part of it. */
    static double interval(Outcome.Timed t) {
        return NOTCH * part(t) / Math.sqrt(t.rounds());
    }

    private static double chance(Table t, List<Point> sorted) {
        Random random = new Random(SEED);
        double sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            int least = random.ints(few(t), 0, sorted.size()).min().orElseThrow();
            sum += t.time(sorted.get(least)) / t.time(sorted.getFirst()) - 1;
        }
        return sum / DRAWS;
    }

    private static double spearman(List<Point> a, List<Point> b) {
        double n = a.size(), sum = 0;
        Map<Point, Integer> places = new java.util.HashMap<>();
        for (int i = 0; i < b.size(); i++) places.put(b.get(i), i);
        for (int i = 0; i < a.size(); i++) sum += Math.pow(i - places.getOrDefault(a.get(i), 0), 2);
        return n < 2 ? 1 : 1 - 6 * sum / (n * (n * n - 1));
    }

    static String head() {
        return String.format(Locale.ROOT, "%-22s %6s %11s %11s %7s %9s %7s %9s", "problem", "points", "median/best", "correlation", "first", "after 5 %", "rules", "random 5 %");
    }

    @Override public String toString() {
        return String.format(Locale.ROOT, "%-22s %6d %11.2f %11.3f %6.1f%%%s %7.1f%%%s %6.1f%% %9.1f%%", name, points, range, correlation, 100 * first, firstGood ? " " : "!", 100 * after, afterGood ? " " : "!",
            100 * rules, 100 * random);
    }
}
