package intarsia.passes.findings;

import intarsia.ir.Stmt;
import java.util.Optional;

/**
 * Something wrong with a kernel.
 *
 * @param at        the statement; nothing of the kernel as a whole or of a parameter
 * @param line      of the statement in its text; 0 where it is not known
 * @param parameter whose declaration is meant where no statement is
 * @param shown     how it was found: by proof for all sizes, or by a run at some
 */
public record Finding(Kind kind, Optional<Stmt> at, int line, Optional<String> parameter, String message, String shown) {
    /** Of statements that no text has. */
    public static final String BY_RULE = "by the rules of the language";
    /** For all sizes. */
    public static final String BY_PROOF = "by proof, for all sizes";

    static Finding of(Kind kind, Stmt s, String message, String shown) {
        return new Finding(kind, Optional.of(s), s.source().line(), Optional.empty(), message, shown);
    }

    static Finding of(Kind kind, String parameter, String message, String shown) {
        return new Finding(kind, Optional.empty(), 0, Optional.of(parameter), message, shown);
    }
}
