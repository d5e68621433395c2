package intarsia.decoder.tokenizer;

/** Text that has a UTF-8 form. */
final class SourceText {
    private SourceText() { }

    /** {@code text} itself, once every surrogate in it is known to have its other half. */
    static String checked(String text) {
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException(
                        "text has half of a surrogate pair (0x" + Integer.toHexString(c) + ") at index " + i + ", which UTF-8 cannot hold");
            }
        }
        return text;
    }
}
