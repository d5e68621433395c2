package intarsia.runtime.team;

/**
 * Work for a {@link Team}: a sequence of steps of many parts.
 *
 * <p>A step is done by the caller of the team, and with it by those workers who come while some of its parts are left. No step begins before all who were in the last have
 * returned from it, and whatever was written in a step by any of them, plain fields, arrays and memory segments included, is visible to all in the next. Within one step
 * nothing is ordered between workers: parts must write disjoint places.
 */
public interface TeamJob {
    /** Number of steps, 0 or more; asked once a run, on the calling thread. */
    int steps();

    /**
     * Parts of a step that {@link Worker#next} deals out, up to 2³¹ − 1; asked once a step on the calling thread, before it begins. A step of fewer than two is done by that
     * thread alone.
     */
    long parts(int step);

    /**
     * What one worker does of a step: the parts that {@link Worker#next()} gives it.
     *
     * @param step from 0 to {@code steps() - 1}
     * @param self the worker this call runs on; not to be kept beyond the call
     * @throws Throwable ends the job after this step; see {@link StepFailedException}
     */
    void step(int step, Worker self) throws Throwable;
}
