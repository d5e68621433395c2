package intarsia.passes.cost;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What was seen of one point of a problem: what a model is taught by.
 *
 * @param problem  what points are compared within; rows of unlike machines are of unlike problems
 * @param features of its lane code
 * @param nanos    of a launch, positive; nothing where it failed or was not measured
 * @param labels   of its machine code
 */
public record Row(String problem, Features features, OptionalDouble nanos, Labels labels) {
    public Row {
        if (features.values().length != Features.names().size()) {
            throw new IllegalArgumentException("a row of " + features.values().length + " features; wanted " + Features.names().size() + ", those of this version");
        }
        if (nanos.isPresent() && !(nanos.getAsDouble() > 0 && Double.isFinite(nanos.getAsDouble()))) {
            throw new IllegalArgumentException("a time of " + nanos.getAsDouble() + " ns; wanted a positive number, or none where the point failed");
        }
    }

    static float[][] columns(List<Row> rows) {
        return rows.stream().map(r -> r.features().values()).toArray(float[][]::new);
    }
}
