package intarsia.tuning.search;

import intarsia.ir.Point;
import intarsia.tuning.Environment;
import intarsia.tuning.Measurement;
import intarsia.tuning.Outcome;
import intarsia.tuning.TuningStore;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What came of the points of a space in an environment: of each the last measurement, in the store and here. */
final class Known {
    private final TuningStore store;
    private final Environment here;
    private final SearchSpace space;
    private final Map<Point, Outcome> outcomes = new LinkedHashMap<>();

    /** Reads what the store has; points that the space no longer has are left there. */
    Known(TuningStore store, Environment here, SearchSpace space) {
        this.store = store;
        this.here = here;
        this.space = space;
        store.forEach(space.problem().key(), this::add);
    }

    private void add(Measurement m) {
        if (m.environment().equals(here)) {
            m.values().filter(space.space()::contains).ifPresent(p -> outcomes.put(p, m.outcome()));
        }
    }

    /** Keeps a measurement, at once. */
    void record(Point p, Outcome o) {
        outcomes.put(p, o);
        store.record(Measurement.now(space.problem(), here, p.toString(), o));
    }

    boolean has(Point p) {
        return outcomes.containsKey(p);
    }

    /** The time of a point, where it has one. */
    OptionalDouble nanos(Point p) {
        return outcomes.get(p) instanceof Outcome.Timed t ? OptionalDouble.of(t.median()) : OptionalDouble.empty();
    }

    Map<Point, Outcome> outcomes() {
        return outcomes;
    }

    /** Those with a time, the fastest first. */
    List<Point> fastest() {
        return outcomes.keySet().stream().filter(p -> nanos(p).isPresent()).sorted(Comparator.comparingDouble(p -> nanos(p).orElse(Double.MAX_VALUE))).toList();
    }
}
