package intarsia.tuning;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The first line of a file of measurements. It is as long whatever it says, so that it can be written last.
 *
 * @param sha256 of all that follows the line, in lower-case hexadecimal digits
 * @param lines  that follow
 */
record TuningHead(String sha256, long lines) {
    private static final int VERSION = 1;
    private static final String WHAT = "tuning";
    /** Bytes of a line at most: a character of a problem has six where it is written as a code. */
    private static final int MOST_LINE = 6 * Problem.MOST_TEXT + (1 << 16);

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The head of what a digest has seen. */
    static TuningHead of(MessageDigest body, long lines) {
        return new TuningHead(HexFormat.of().formatHex(body.digest()), lines);
    }

    byte[] bytes() {
        String text = String.format(Locale.ROOT, "{\"intarsia\":\"%s\",\"version\":%d,\"sha256\":\"%s\",\"lines\":%12d}\n", WHAT, VERSION, sha256, lines);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The head at the beginning of a file. */
    static TuningHead read(InputStream in) throws IOException {
        JsonLine line;
        try {
            line = JsonLine.parse(line(in));
            if (!line.text("intarsia").equals(WHAT)) {
                throw new IllegalArgumentException("it is of another kind");
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no file of measurements: " + e.getMessage(), e);
        }
        long version = line.whole("version");
        if (version != VERSION) {
            throw new IllegalArgumentException("version " + version + " of the form; wanted " + VERSION);
        }
        TuningHead head = new TuningHead(line.text("sha256"), line.whole("lines"));
        line.done();
        return head;
    }

    /** Compares what follows. */
    void check(InputStream body) throws IOException {
        MessageDigest digest = digest();
        byte[] part = new byte[1 << 16];
        long ends = 0;
        for (int n; (n = body.read(part)) > 0; ) {
            digest.update(part, 0, n);
            for (int i = 0; i < n; i++) {
                ends += part[i] == '\n' ? 1 : 0;
            }
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(sha256) || ends != lines) {
            throw new IllegalArgumentException("damaged: its checksum or its number of lines is another than its first line says");
        }
    }

    /** The next line without its end; empty at the end of the file. */
    static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b; (b = in.read()) >= 0 && b != '\n'; ) {
            line.write(b);
            if (line.size() > MOST_LINE) {
                throw new IllegalArgumentException("a line of more than " + MOST_LINE + " bytes");
            }
        }
        byte[] bytes = line.toByteArray();
        boolean carriage = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return carriage ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }
}
