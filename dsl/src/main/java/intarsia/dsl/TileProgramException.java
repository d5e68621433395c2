package intarsia.dsl;

import intarsia.ir.Source;

/** A tile program or tensor graph that cannot be built: what was wanted and found, and the user's line. */
public final class TileProgramException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    TileProgramException(Source source, String message) {
        super(source + ": " + message);
    }

    TileProgramException(Source source, String message, Throwable cause) {
        super(source + ": " + message, cause);
    }
}
