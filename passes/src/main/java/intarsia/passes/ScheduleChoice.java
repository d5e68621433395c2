package intarsia.passes;

import intarsia.ir.tune.Point;

/** Chooses how the kernels of a plan are scheduled: asked once for every problem of it. */
@FunctionalInterface
public interface ScheduleChoice {
    /** The rules of the templates, whatever was measured. */
    ScheduleChoice RULES = Problem::initial;

    /** A point of the problem's space. */
    Point choose(Problem problem);
}
