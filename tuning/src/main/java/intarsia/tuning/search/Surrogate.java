package intarsia.tuning.search;

import intarsia.ir.Point;
import intarsia.tuning.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What the points measured so far say of others: the logarithm of time as a part of what was expected, and an effect of each value of each tunable, all held to what they were
 * before anything was measured (ridge regression, solved by one coordinate after the other). Exact for spaces in which tunables act apart; where they do not, a first guess.
 */
final class Surrogate {
    private static final int SWEEPS = 12;
    /** How many measurements the prior counts for: of an effect, and of the trust in what was expected, in units of its variance. */
    private static final double EFFECT_PRIOR = 0.4, TRUST_PRIOR = 0.2;
    /** Where a point failed, as if it took so many times as long as the slowest. */
    private static final double FAILED = 2;

    private record Seen(Point point, double expected, double log) {
    }

    private final List<Seen> seen = new ArrayList<>();
    private final Map<String, Map<Integer, Double>> effects = new HashMap<>();
    private final double middle;
    private double trust = 1;
    private double base;

    Surrogate(Known known, ToDoubleFunction<Point> expected) {
        double slowest = known.fastest().stream().mapToDouble(p -> known.nanos(p).orElse(1)).max().orElse(1);
        known.outcomes().forEach((p, o) -> seen.add(new Seen(p, expected.applyAsDouble(p), Math.log(o instanceof Outcome.Timed t ? t.median() : FAILED * slowest))));
        middle = seen.stream().mapToDouble(Seen::expected).average().orElse(0);
        for (int i = 0; i < SWEEPS; i++) {
            sweep();
        }
    }

    private void sweep() {
        base += seen.stream().mapToDouble(this::rest).average().orElse(0);
        double top = TRUST_PRIOR, bottom = TRUST_PRIOR;
        for (Seen s : seen) {
            double x = s.expected - middle;
            top += x * (rest(s) + trust * x);
            bottom += x * x;
        }
        trust = top / bottom;
        seen.stream().flatMap(s -> s.point.values().keySet().stream()).distinct().forEach(this::fit);
    }

    /** The effects of a tunable's values. */
    private void fit(String tunable) {
        Map<Integer, double[]> sums = new HashMap<>();
        for (Seen s : seen) {
            int v = s.point.value(tunable);
            double[] sum = sums.computeIfAbsent(v, _ -> new double[2]);
            sum[0] += rest(s) + effect(tunable, v);
            sum[1]++;
        }
        Map<Integer, Double> now = effects.computeIfAbsent(tunable, _ -> new HashMap<>());
        sums.forEach((v, sum) -> now.put(v, sum[0] / (sum[1] + EFFECT_PRIOR)));
    }

    private double effect(String tunable, int value) {
        return effects.getOrDefault(tunable, Map.of()).getOrDefault(value, 0.0);
    }

    private double rest(Seen s) {
        return s.log - log(s.point, s.expected);
    }

    /** The logarithm of the nanoseconds of a point of which so much was expected. */
    double log(Point p, double expected) {
        return base + trust * (expected - middle) + p.values().entrySet().stream().mapToDouble(e -> effect(e.getKey(), e.getValue())).sum();
    }
}
