package intarsia.decoder.file;

import java.nio.file.Path;

/**
 * A file is not what it should be. The message is one line for the user: file, field, what was wanted, what was found.
 * Text taken from the file is shown {@linkplain #printable escaped and cut}, since it may hold terminal escapes.
 */
public final class ModelFileException extends RuntimeException {
    private static final int SHOWN = 80;

    private final String message;
    private final String field;

    /**
     * Says what is wrong with one field.
     *
     * @param file   the file as the user named it
     * @param field  where in it: "version", "key llama.block_count", "tensor output.weight"
     * @param wanted what would have been right
     * @param found  what stands there
     */
    public ModelFileException(Path file, String field, String wanted, String found) {
        this(escaped(file.toString()) + ": " + field + ": wanted " + wanted + ", found " + found, field);
    }

    private ModelFileException(String message, String field) {
        super(message);
        this.message = message;
        this.field = field;
    }

    /** The whole line; never null. */
    @Override public String getMessage() {
        return message;
    }

    /** The field at fault, as in the message. */
    public String field() {
        return field;
    }

    /** Text of a file made safe for a terminal: control and format characters escaped, at most 80 characters. */
    public static String printable(String text) {
        return printable(text, SHOWN);
    }

    /** Text of a file made safe for a terminal, at most {@code shown} characters of it. */
    public static String printable(String text, int shown) {
        return text.length() <= shown ? escaped(text) : escaped(text.substring(0, shown)) + "… (" + text.length() + " characters)";
    }

    private static String escaped(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isPlain(c)) out.appendCodePoint(c);
            else out.append("\\u{").append(Integer.toHexString(c)).append('}');
        });
        return out.toString();
    }

    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED,
                 Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
