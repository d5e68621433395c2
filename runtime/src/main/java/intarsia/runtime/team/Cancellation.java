package intarsia.runtime.team;

/**
 * A request to stop a job, made from any thread. The team looks at it between steps, never within one, so a step is
 * always either done by all workers or not begun. It stays requested: use a new one for the next job.
 */
public final class Cancellation {
    private volatile boolean requested;

    /** Asks for the end of every job that was started with this object; may be called often. */
    public void request() {
        requested = true;
    }

    public boolean requested() {
        return requested;
    }
}
