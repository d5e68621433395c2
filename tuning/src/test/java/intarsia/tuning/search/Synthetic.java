package intarsia.tuning.search;

import intarsia.ir.Point;
import intarsia.ir.text.Parser;
import intarsia.ir.tune.TuningSpace;
import intarsia.tuning.Environment;
import intarsia.tuning.Outcome;
import intarsia.tuning.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** A space whose times are computed; it measures itself, and remembers what it was asked. */
final class Synthetic implements SearchSpace, Measurer {
    static final Environment HERE = new Environment("device", "JVM", "compiler");
    static final TuningSpace SPACE = Parser.space("""
        intarsia 1
        tunable a in {1, 2, 4, 8, 16, 32} default 4 "one"
        tunable b in {0, 1, 2, 3, 4} default 2 "two"
        tunable c in {10, 20, 30, 40, 50, 60, 70} default 30 "three"
        tunable d in {0, 1} default 0 "four"
        where a <= c
        """, "test");

    final List<Point> asked = new ArrayList<>();
    final List<Trial> trials = new ArrayList<>();
    private final ToDoubleFunction<Point> nanos;
    Predicate<Point> fails = _ -> false, refused = _ -> false;
    ToDoubleFunction<Point> expected = _ -> 0;

    Synthetic(ToDoubleFunction<Point> nanos) {
        this.nanos = nanos;
    }

    /** Each tunable has its say, whatever the others are. */
    static ToDoubleFunction<Point> separable(long seed) {
        return p -> 1000 * Math.exp(p.values().entrySet().stream().mapToDouble(e -> 0.5 * new Random(seed * 31 + e.getKey().hashCode() * 7919L + e.getValue() * 104_729L).nextGaussian()).sum());
    }

    /** The same, and each pair of values besides. */
    static ToDoubleFunction<Point> rugged(long seed) {
        ToDoubleFunction<Point> alone = separable(seed);
        return p -> {
            double pairs = 0;
            for (var x : p.values().entrySet()) {
                for (var y : p.values().entrySet()) {
                    if (x.getKey().compareTo(y.getKey()) < 0) {
                        pairs += 0.3 * new Random(seed + (x + " " + y).hashCode() * 1_000_003L).nextGaussian();
                    }
                }
            }
            return alone.applyAsDouble(p) * Math.exp(pairs);
        };
    }

    double nanos(Point p) {
        return nanos.applyAsDouble(p);
    }

    double least() {
        return SPACE.points().filter(p -> !fails.test(p) && !refused.test(p)).mapToDouble(nanos).min().orElseThrow();
    }

    @Override
    public Problem problem() {
        return Problem.of("synthetic");
    }

    @Override
    public TuningSpace space() {
        return SPACE;
    }

    @Override
    public Optional<String> refusal(Point p) {
        return refused.test(p) ? Optional.of("refused") : Optional.empty();
    }

    @Override
    public double expected(Point p) {
        return expected.applyAsDouble(p);
    }

    @Override
    public Outcome measure(SearchSpace space, Point p, Trial t) {
        asked.add(p);
        trials.add(t);
        boolean slow = t.reference().filter(r -> nanos(p) > r.giveUp()).isPresent();
        return fails.test(p) ? new Outcome.Failed("it failed") : new Outcome.Timed(nanos(p), 0, slow ? Trial.FEW_ROUNDS : t.rounds(), 0, 0);
    }

    @Override
    public void close() {
        fails = _ -> true;
    }
}
