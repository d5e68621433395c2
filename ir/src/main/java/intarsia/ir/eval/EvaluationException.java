package intarsia.ir.eval;

import intarsia.ir.Kernel;
import intarsia.ir.Source;
import intarsia.ir.Stmt;
import intarsia.ir.text.Printer;
import org.jspecify.annotations.Nullable;

/** A kernel did what it may not: the kernel, the statement, where it was written, what was wanted and what was found. */
public final class EvaluationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EvaluationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static EvaluationException at(Kernel kernel, Stmt s, RuntimeException cause) {
        String line = Printer.print(s).lines().findFirst().orElse("");
        String where = s.source().equals(Source.NONE) ? "" : " (" + s.source() + ")";
        return new EvaluationException("kernel " + kernel.name() + where + ": " + cause.getMessage() + "\n  in: " + line, cause);
    }

    static EvaluationException of(Kernel kernel, String message) {
        return new EvaluationException("kernel " + kernel.name() + ": " + message, null);
    }
}
