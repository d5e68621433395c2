package intarsia.codegen.ptx.text;

/** PTX text that cannot be read. The message has the line and a caret under the column. */
public final class PtxSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    PtxSyntaxException(String text, int offset, String message) {
        super(message(text, offset, message));
        line = lineOf(text, offset);
        column = columnOf(text, offset);
    }

    private static int lineOf(String text, int offset) {
        return 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    private static int columnOf(String text, int offset) {
        return offset - (offset == 0 ? -1 : text.lastIndexOf('\n', offset - 1));
    }

    private static String message(String text, int offset, String message) {
        int column = columnOf(text, offset), start = offset - column + 1, end = text.indexOf('\n', offset);
        String line = text.substring(start, end < 0 ? text.length() : end).stripTrailing();
        int from = Math.max(0, column - 100);
        String shown = line.substring(Math.min(from, line.length()), Math.min(line.length(), from + 160)).replace('\t', ' ');
        return "line " + lineOf(text, offset) + ", column " + column + ": " + message + "\n" + shown + "\n" + " ".repeat(column - 1 - from) + "^";
    }

    /** Line, from 1. */
    public int line() {
        return line;
    }

    /** Column, from 1. */
    public int column() {
        return column;
    }
}
