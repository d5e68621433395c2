package intarsia.runtime.team;

/** Threads that do the steps of a job together. */
public interface Team {
    /** How many threads a step is shared by at most, the calling one included. */
    int workers();

    /**
     * Does all steps of a job and returns when every worker has left it.
     *
     * @throws StepFailedException if a step threw; the cause is the first throwable
     * @throws java.util.concurrent.CancellationException if it was cancelled and a step was still to do; steps already begun were completed
     */
    void run(TeamJob job, Cancellation cancel);
}
