package intarsia.ir.text;

/** Text that is no kernel: the line, a caret, what was wanted and what was found. */
public final class TextException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private final int line;
    private final int column;

    TextException(int line, int column, String source, String message) {
        super("line " + line + ": " + message + "\n  " + source + "\n  " + " ".repeat(Math.max(0, column)) + "^");
        this.line = line;
        this.column = column + 1;
    }

    /** Counted from 1. */
    public int line() {
        return line;
    }

    /** Counted from 1, at most 201. */
    public int column() {
        return column;
    }
}
