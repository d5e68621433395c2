package intarsia.runtime.team;

/**
 * Work for a {@link WorkerTeam}: a sequence of steps, each done by all workers together.
 *
 * <p>No worker begins step {@code s + 1} before every worker has returned from step {@code s}, and whatever was written
 * in step {@code s} by any of them, plain fields, arrays and memory segments included, is visible to all of them in
 * step {@code s + 1}. Within one step nothing is ordered between workers: they must write disjoint places.
 */
public interface TeamJob {
    /** Number of steps, 0 or more; asked once a run, on the calling thread. */
    int steps();

    /**
     * Parts of a step that {@link Worker#next} deals out, up to 2³¹ − 1; asked once a step, before it begins, by one of the workers.
     */
    default long parts(int step) {
        return 0;
    }

    /**
     * One worker's share of one step. The share is fixed by {@link Worker#index()} of {@link Worker#workers()}, or
     * taken in parts with {@link Worker#next()}.
     *
     * @param step from 0 to {@code steps() - 1}
     * @param self the worker this call runs on; not to be kept beyond the call
     * @throws Throwable ends the job after this step; see {@link StepFailedException}
     */
    void step(int step, Worker self) throws Throwable;
}
