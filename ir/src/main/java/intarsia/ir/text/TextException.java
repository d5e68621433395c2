package intarsia.ir.text;

/** Text that is no kernel: the line, a caret, what was wanted and what was found. */
public final class TextException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private final int line;

    TextException(int line, int column, String source, String message) {
        super("line " + line + ": " + message + "\n  " + source + "\n  " + " ".repeat(Math.max(0, column)) + "^");
        this.line = line;
    }

    /** Counted from 1. */
    public int line() {
        return line;
    }
}
