package intarsia.tests.samples;

import intarsia.tuning.Environment;
import intarsia.tuning.Measurement;
import intarsia.tuning.Outcome;
import intarsia.tuning.Problem;
import intarsia.tuning.TuningStore;
import java.util.Optional;

/** A time and a failure are kept, and the best is asked for. */
final class KeepMeasurement {
    private KeepMeasurement() {
    }

    // sample
    static Optional<String> best(TuningStore store, Environment here, String text) {
        Problem problem = Problem.of(text);
        Outcome time = new Outcome.Timed(812.5, 4.25, 30, 1 << 20, 640); // median, spread, rounds, bytes, limit; ns
        store.record(Measurement.now(problem, here, "few=8 part=32", time));
        store.record(Measurement.now(problem, here, "few=16 part=32", new Outcome.Failed("too many registers")));
        return store.best(problem.key(), here).map(Measurement::point);
    }
    // end
}
