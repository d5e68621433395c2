package intarsia.tuning.search;

import intarsia.ir.Point;
import java.util.OptionalDouble;

/**
 * What is known of a space.
 *
 * @param best     the fastest point; the initial one where none has a time
 * @param nanos    of a run of it
 * @param initial  nanoseconds of a run of the initial point
 * @param measured points that were measured by this search
 * @param known    points of which the outcome is known, failures too
 * @param failed   of these, the failures
 */
public record Found(SearchSpace space, Point best, OptionalDouble nanos, OptionalDouble initial, int measured, int known, int failed) {
    /** How many times as fast as the initial point the best is; 1 where either has no time. */
    public double gain() {
        return nanos.isPresent() && initial.isPresent() ? initial.getAsDouble() / nanos.getAsDouble() : 1;
    }
}
