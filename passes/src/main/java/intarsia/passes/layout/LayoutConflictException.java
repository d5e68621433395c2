package intarsia.passes.layout;

import intarsia.ir.Stmt;

/** Demands on layouts that cannot all be met. The message names the fewest statements that contradict each other, with the layouts drawn. */
public final class LayoutConflictException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    LayoutConflictException(String message) {
        super(message);
    }

    /** The same, said of a statement. */
    public LayoutConflictException at(Stmt s) {
        return new LayoutConflictException(Explanation.line(s) + "\n" + getMessage());
    }
}
