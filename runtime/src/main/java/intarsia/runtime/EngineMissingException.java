package intarsia.runtime;

/** An engine cannot be used on this machine, or with the modules that are there. */
public final class EngineMissingException extends RuntimeException {
    private final String engine;
    private final String reason;

    EngineMissingException(String engine, String reason) {
        super("engine " + engine + " cannot be used here: " + reason);
        this.engine = engine;
        this.reason = reason;
    }

    public String engine() {
        return engine;
    }

    /** Why not, in one sentence. */
    public String reason() {
        return reason;
    }
}
