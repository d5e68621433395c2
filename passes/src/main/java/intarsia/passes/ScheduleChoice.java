package intarsia.passes;

import intarsia.ir.Point;
import java.util.Map;
import java.util.Optional;

/** Chooses how the kernels of a plan are scheduled: asked once for every problem of it. */
@FunctionalInterface
public interface ScheduleChoice {
    /** The rules of the templates, whatever was measured. */
    ScheduleChoice RULES = new ScheduleChoice() {
        @Override
        public Point choose(Problem problem) {
            return problem.initial();
        }

        @Override
        public Optional<String> key() {
            return Optional.of("rules");
        }
    };

    /** A point of the problem's space. */
    Point choose(Problem problem);

    /**
     * Is told the problems of a plan before it is asked for the first of them, for whoever has to share out what choosing costs. Does nothing unless it wants to.
     *
     * @param launches how often the plan launches the kernel of each
     */
    default void announce(Map<Problem, Integer> launches) { }

    /** Where two choices have equal keys they choose alike, so that a plan made by one need not be made by the other; nothing where that is not known. */
    default Optional<String> key() {
        return Optional.empty();
    }
}
