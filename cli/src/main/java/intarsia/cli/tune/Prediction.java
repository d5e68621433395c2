package intarsia.cli.tune;

import intarsia.ir.Point;
import intarsia.tuning.Environment;
import intarsia.tuning.Measurement;
import intarsia.tuning.Outcome;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.KernelSpace;
import intarsia.tuning.search.Tuner.Hot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A measured point and what the cost model says of it.
 *
 * @param kernel    its name
 * @param predicted nanoseconds of a run
 * @param outcome   what was measured
 */
public record Prediction(String kernel, KernelSpace space, Point point, double predicted, Outcome outcome) {
    /** Nanoseconds that were measured; infinite where it failed. */
    public double measured() {
        return outcome instanceof Outcome.Timed t ? t.median() : Double.POSITIVE_INFINITY;
    }

    /** The points of spaces that were timed in an environment. */
    public static List<Prediction> of(List<Hot> spaces, TuningStore store, Environment here) {
        List<Prediction> all = new ArrayList<>();
        spaces.forEach(h -> all.addAll(known((KernelSpace) h.space(), store, here).stream().filter(p -> p.outcome instanceof Outcome.Timed).toList()));
        return all;
    }

    /** What is known of the points of a space: of each the last measurement. */
    static List<Prediction> known(KernelSpace space, TuningStore store, Environment here) {
        Map<Point, Outcome> last = new LinkedHashMap<>();
        for (Measurement m : store.measurements(space.problem().key())) if (m.environment().equals(here)) m.values().ifPresent(p -> last.put(p, m.outcome()));
        List<Prediction> all = new ArrayList<>();
        last.forEach((p, o) -> {
            if (space.space().contains(p) && space.refusal(p).isEmpty()) all.add(new Prediction(Configurations.name(space), space, p, space.nanos(p), o));
        });
        return all;
    }
}
