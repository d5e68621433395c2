package intarsia.runtime.cpu;

/** A kernel threw. Its plan ended there; what the failed step was to write is undefined. The cause is what it threw. */
public final class KernelFailedException extends RuntimeException {
    private final String plan;
    private final int step;
    private final String kernel;

    KernelFailedException(String plan, int step, String kernel, Throwable cause) {
        super("plan " + plan + ": kernel " + kernel + " failed in step " + step + ": " + cause, cause);
        this.plan = plan;
        this.step = step;
        this.kernel = kernel;
    }

    public String plan() {
        return plan;
    }

    /** The step of the plan, from 0. */
    public int step() {
        return step;
    }

    public String kernel() {
        return kernel;
    }
}
