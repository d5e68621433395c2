package intarsia.passes.cost;

import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import java.util.Optional;

/**
 * One point of a problem with all that is known of it, as a data set keeps it.
 *
 * @param problem  a name, or the hash of its text, without line breaks: points of one problem on one machine are compared
 * @param point    what is bound in it, without line breaks
 * @param lane     its lane code
 * @param initial  the lane code of the problem's default, where there is one: what this one is compared with
 * @param setting  how it was launched
 * @param time     nothing where it failed
 * @param failure  why
 */
public record Sample(String problem, String point, Kernel lane, Optional<Kernel> initial, Target target, Setting setting, Optional<Time> time, Optional<String> failure, Labels labels) {
    /**
     * A measurement.
     *
     * @param nanos  of a launch, the median
     * @param spread of the rounds' times: half of what lies between the quartiles, part of the median
     */
    public record Time(double nanos, double spread) {
    }

    /** What a model is taught of it. */
    public Row row() {
        Features own = Features.of(lane, target, setting);
        return new Row(problem, initial.map(k -> own.than(Features.of(k, target, setting))).orElse(own), time.map(t -> java.util.OptionalDouble.of(t.nanos)).orElse(java.util.OptionalDouble.empty()), labels);
    }
}
