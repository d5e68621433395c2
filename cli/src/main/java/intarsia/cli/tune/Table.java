package intarsia.cli.tune;

import intarsia.ir.Point;
import intarsia.ir.tune.TuningSpace;
import intarsia.passes.cost.CostModel;
import intarsia.passes.cost.Features;
import intarsia.passes.cost.Labels;
import intarsia.passes.cost.Row;
import intarsia.tuning.Outcome;
import intarsia.tuning.Problem;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.Found;
import intarsia.tuning.search.KernelSpace;
import intarsia.tuning.search.Measurer;
import intarsia.tuning.search.Search;
import intarsia.tuning.search.SearchListener;
import intarsia.tuning.search.SearchOptions;
import intarsia.tuning.search.SearchSpace;
import intarsia.tuning.search.Trial;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All points of a problem with what was measured of them, so that searches may be repeated without measuring: a space of these points, and its own measurer.
 *
 * @param times    nanoseconds by point; of the initial one always
 * @param features of the points
 */
record Table(HeldOut problem, Map<Point, Double> times, Map<Point, Features> features) {
    /** Lowers the points of a table. */
    static Table of(HeldOut problem, Map<Point, Double> times) {
        KernelSpace s = problem.space();
        Map<Point, Features> features = new LinkedHashMap<>();
        times.keySet().forEach(p -> features.put(p, s.features(p).getFirst()));
        return new Table(problem, times, features);
    }

    List<Row> rows() {
        return times.keySet().stream().map(p -> new Row(problem.name(), feature(p), OptionalDouble.of(time(p)), Labels.NONE)).toList();
    }

    double time(Point p) {
        return times.getOrDefault(p, Double.POSITIVE_INFINITY);
    }

    private Features feature(Point p) {
        return java.util.Objects.requireNonNull(features.get(p));
    }

    /** The median point's time against the best. */
    double range() {
        return range(times.values());
    }

    /** The same of times; 0 of none. */
    static double range(Collection<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2) / sorted.getFirst();
    }

    /** The points, fastest first. */
    List<Point> sorted() {
        return times.keySet().stream().sorted(Comparator.comparingDouble(this::time)).toList();
    }

    /** The points, the most promising first. */
    List<Point> promising(CostModel model) {
        return times.keySet().stream().sorted(Comparator.comparingDouble(p -> -model.predict(feature(p)).score())).toList();
    }

    /** The best of a search that may look at so many times. */
    Point searched(CostModel model, int points, long seed) throws IOException, InterruptedException {
        Replay replay = new Replay(this, model);
        try (TuningStore none = TuningStore.none()) {
            Search s = new Search(replay, HERE, none, replay, SearchOptions.DEFAULT.withSeed(seed).withSample(Integer.MAX_VALUE), SearchListener.UNSEEN);
            boolean more = true;
            while (more && s.measured() < points) more = s.step();
            Found f = s.found();
            return f.best();
        }
    }

    private static final intarsia.tuning.Environment HERE = new intarsia.tuning.Environment("a table", "-", "-");

    /** Asks the table in place of the machine. */
    private record Replay(Table table, CostModel model) implements SearchSpace, Measurer {
        @Override public Problem problem() {
            return table.problem.space().problem();
        }

        @Override public TuningSpace space() {
            return table.problem.space().space();
        }

        @Override public Optional<String> refusal(Point p) {
            return table.times.containsKey(p) ? Optional.empty() : Optional.of("not in the table");
        }

        @Override public double expected(Point p) {
            return -model.predict(table.feature(p)).score() / 4;
        }

        @Override public Outcome measure(SearchSpace space, Point p, Trial t) {
            return new Outcome.Timed(table.time(p), 0, t.rounds(), 0, 0);
        }

        @Override public void close() { }
    }
}
