package intarsia.runtime.team;

/**
 * A step threw. The cause is the throwable that came first, as it was thrown on its worker; every worker has left the
 * job, no later step was begun, and the team takes the next job. What the failed step was to write is undefined.
 */
public final class StepFailedException extends RuntimeException {
    private final int step;
    private final int worker;

    StepFailedException(int step, int steps, int worker, int workers, Throwable cause) {
        super("step " + step + " of 0.." + (steps - 1) + " failed on worker " + worker + " of 0.." + (workers - 1) + ": " + cause, cause);
        this.step = step;
        this.worker = worker;
    }

    /** The step that threw, from 0. */
    public int step() {
        return step;
    }

    /** The worker it threw on; 0 is the thread that called {@code run}. */
    public int worker() {
        return worker;
    }
}
