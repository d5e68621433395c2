package intarsia.cli.asm;

import java.io.Serial;

/** No machine code of a kernel was seen; the message says why, and what would help. */
public final class NoCodeException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    NoCodeException(String message) {
        super(message);
    }
}
