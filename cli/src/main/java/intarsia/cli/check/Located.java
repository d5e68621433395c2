package intarsia.cli.check;

/**
 * A finding with its place.
 *
 * @param line   counted from 1
 * @param column counted from 1
 * @param source the line
 */
public record Located(String file, int line, int column, String source, String kind, String message, String hint, String shown) {
    /** For people: place, line, caret, reason, hint. */
    public String text() {
        return file + ":" + line + ":" + column + ": " + kind + ": " + message + "\n  " + source + "\n  " + " ".repeat(column - 1) + "^\n  " + shown + "; " + hint + "\n";
    }
}
