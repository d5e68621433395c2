package intarsia.passes.findings;

import intarsia.ir.Stmt;
import intarsia.ir.eval.EvaluationException;
import java.io.Serial;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The statements that a run is in, one inside the other, and where it stopped. */
final class OpenStatements {
    private static final int MOST = 400_000;

    /** A run that nobody waits for. */
    static final class TooLong extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;
    }

    private final Deque<Stmt> open = new ArrayDeque<>();
    private Optional<Stmt> failed = Optional.empty();
    private int entered;

    /** Carries a statement out. */
    void run(Stmt s, Runnable evaluate) {
        if (entered++ > MOST) {
            throw new TooLong();
        }
        open.push(s);
        try {
            evaluate.run();
        } catch (EvaluationException e) {
            failed = failed.or(() -> Optional.of(s));
            throw e;
        } finally {
            open.pop();
        }
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** The innermost. */
    Stmt innermost() {
        return open.element();
    }

    /** The innermost statement that stopped. */
    Optional<Stmt> failed() {
        return failed;
    }
}
