package intarsia.tuning;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last measurement of each point, and the least of these. */
final class Best {
    private final Map<String, Measurement> last = new LinkedHashMap<>();

    /** One that is no older than those before. */
    void add(Measurement m) {
        last.put(m.point(), m);
    }

    Optional<Measurement> least() {
        return last.values().stream().filter(m -> m.outcome() instanceof Outcome.Timed).min(Comparator.comparingDouble(Best::median));
    }

    private static double median(Measurement m) {
        return m.outcome() instanceof Outcome.Timed t ? t.median() : Double.MAX_VALUE;
    }
}
