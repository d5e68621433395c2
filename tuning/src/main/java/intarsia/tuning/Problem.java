package intarsia.tuning;

/**
 * What configurations are measured of: the text of a kernel with its tunables open, with all that tells one problem from another.
 *
 * @param key  32 hexadecimal digits that follow from the text
 * @param text up to {@link #MOST_TEXT} characters
 */
public record Problem(String key, String text) {
    /** Characters of a text. */
    public static final int MOST_TEXT = 1 << 20;

    public Problem {
        if (text.isBlank() || text.length() > MOST_TEXT || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a problem of " + text.length() + " characters; wanted 1 to " + MOST_TEXT + ", none of them 0");
        }
        String wanted = Texts.key(Texts.encodable("a problem", text));
        if (!key.equals(wanted)) {
            throw new IllegalArgumentException("a problem under another key; wanted " + wanted + ", which follows from its text");
        }
    }

    /** The problem of a text. */
    public static Problem of(String text) {
        return new Problem(Texts.key(text), text);
    }
}
