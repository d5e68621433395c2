package intarsia.ir.eval;

import intarsia.ir.Kernel;
import intarsia.ir.Source;
import intarsia.ir.Stmt;
import intarsia.ir.text.Printer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A kernel did what it may not: the kernel, the statement, where it was written, what was wanted and what was found. */
public final class EvaluationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Stmt at;

    EvaluationException(String message, @Nullable Throwable cause, @Nullable Stmt at) {
        super(message, cause);
        this.at = at;
    }

    /** The innermost statement that did it, where it was one. */
    public Optional<Stmt> at() {
        return Optional.ofNullable(at);
    }

    static EvaluationException at(Kernel kernel, Stmt s, RuntimeException cause) {
        String line = Printer.print(s).lines().findFirst().orElse("");
        String where = s.source().equals(Source.NONE) ? "" : " (" + s.source() + ")";
        return new EvaluationException("kernel " + kernel.name() + where + ": " + cause.getMessage() + "\n  in: " + line, cause, s);
    }

    static EvaluationException of(Kernel kernel, String message) {
        return new EvaluationException("kernel " + kernel.name() + ": " + message, null, null);
    }
}
