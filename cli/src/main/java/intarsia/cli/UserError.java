package intarsia.cli;

import java.io.Serial;

/** An error the user can mend: its message is shown alone, without a stack, and the process ends with its exit code. */
public final class UserError extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final int exitCode;

    private UserError(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** A file, a kernel or a value is wrong: exit {@value Exit#FAILED}. Say what was wanted, found, and where. */
    public static UserError input(String message) {
        return new UserError(Exit.FAILED, message);
    }

    /** An option or argument is missing or cannot be used so: exit {@value Exit#USAGE}. */
    public static UserError usage(String message) {
        return new UserError(Exit.USAGE, message);
    }

    /** This machine lacks something (a driver, memory, a CPU feature): exit {@value Exit#MACHINE}. */
    public static UserError machine(String message) {
        return new UserError(Exit.MACHINE, message);
    }

    /** One of the codes of {@link Exit}. */
    public int exitCode() {
        return exitCode;
    }
}
