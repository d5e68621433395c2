package intarsia.ir.text;

/**
 * A stretch of a text.
 *
 * @param from the first character, counted from 0
 * @param to   the character after the last
 */
public record Span(int from, int to) {
    /** The number of characters. */
    public int length() {
        return to - from;
    }
}
