package intarsia.tuning;

import intarsia.ir.device.Sections;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What texts of measurements may be, and their digests. */
final class Texts {
    /** Characters of a line: a point, a device, a reason. */
    static final int MOST_LINE = 4096;
    private static final int KEY_BYTES = 16;

    private Texts() {
    }

    /** A text of one line with something in it, as it is. */
    static String line(String what, String text) {
        if (text.isBlank() || text.length() > MOST_LINE || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " of " + text.length() + " characters; wanted 1 to " + MOST_LINE + " in one line, without control characters");
        }
        return encodable(what, text);
    }

    /** A text that UTF-8 can hold: half a surrogate pair would come back as another character, under another key. */
    static String encodable(String what, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(what + " has half a surrogate pair; wanted Unicode text");
        }
        return text;
    }

    /** What an exception says, as a line: cut, blanks for what is no character. */
    static String asLine(String text) {
        String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}+", " ").strip();
        String cut = whole.substring(0, whole.offsetByCodePoints(0, Math.min(MOST_LINE / 2, whole.codePointCount(0, whole.length()))));
        return cut.isEmpty() ? "no reason given" : cut;
    }

    /** 32 hexadecimal digits of the SHA-256 of all parts; where one ends and the next begins counts. */
    static String key(String... parts) {
        List<byte[]> sections = Stream.of(parts).map(Sections::of).toList();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Sections.join(sections));
            return HexFormat.of().formatHex(digest, 0, KEY_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
