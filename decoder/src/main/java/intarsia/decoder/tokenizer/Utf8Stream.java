package intarsia.decoder.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Tokens in, valid UTF-8 out, as early as it is certain: bytes that may still become a character wait for the next
 * token. Each maximal part of a character that turns out broken becomes one U+FFFD (The Unicode Standard, 3.9,
 * "U+FFFD Substitution of Maximal Subparts"). {@link #write} allocates nothing once its buffer has grown.
 */
public final class Utf8Stream {
    private static final byte[] REPLACEMENT = "\uFFFD".getBytes(UTF_8);

    private final TokenBytes printed;
    /** Drop one space if the next byte is one. */
    private boolean atStart;

    private final byte[] held = new byte[4];
    private int holding;
    /** Bytes the held character still lacks, and the range of the next of them. */
    private int missing, low, high;

    private byte[] ready = new byte[64];
    private int size;

    private Utf8Stream(Tokenizer tokenizer, boolean atStart) {
        printed = tokenizer.printed();
        this.atStart = atStart && tokenizer.vocabulary().addsSpacePrefix();
    }

    /** For a sequence from its first token: the space that encoding put before the text is dropped. */
    public static Utf8Stream ofSequence(Tokenizer tokenizer) {
        return new Utf8Stream(tokenizer, true);
    }

    /** For tokens that continue a text which is already printed. */
    public static Utf8Stream ofContinuation(Tokenizer tokenizer) {
        return new Utf8Stream(tokenizer, false);
    }

    /** The text that {@code id} makes certain; often empty. */
    public String push(int id) {
        feed(id);
        return new String(ready, 0, size, UTF_8);
    }

    /** Writes the UTF-8 text that {@code id} makes certain. */
    public void write(int id, OutputStream out) throws IOException {
        feed(id);
        out.write(ready, 0, size);
    }

    /** The end of the text: U+FFFD where a character began and nothing can complete it, else empty. */
    public String finish() {
        size = 0;
        if (holding > 0) breakOff();
        return new String(ready, 0, size, UTF_8);
    }

    private void feed(int id) {
        size = 0;
        int n = printed.length(id);
        // A byte emits at most two replacements: for what was held, and for itself.
        if (6L * n > ready.length) ready = Arrays.copyOf(ready, Math.multiplyExact(6, n));
        int from = atStart && n > 0 && printed.at(id, 0) == ' ' ? 1 : 0;
        if (n > 0) atStart = false;
        for (int i = from; i < n; i++) accept(printed.at(id, i));
    }

    private void accept(byte b) {
        int v = b & 0xff;
        if (missing > 0 && v >= low && v <= high) {
            continueWith(b);
            return;
        }
        if (holding > 0) breakOff();
        if (v < 0x80) {
            ready[size++] = b;
        } else if (v >= 0xc2 && v <= 0xf4) {
            begin(b, v);
        } else {
            emit(REPLACEMENT, REPLACEMENT.length);
        }
    }

    private void continueWith(byte b) {
        held[holding++] = b;
        low = 0x80;
        high = 0xbf;
        if (--missing == 0) {
            emit(held, holding);
            holding = 0;
        }
    }

    /** The Unicode Standard, table 3-7: what may follow a first byte excludes overlong forms and surrogates. */
    private void begin(byte b, int v) {
        held[0] = b;
        holding = 1;
        missing = v < 0xe0 ? 1 : v < 0xf0 ? 2 : 3;
        low = v == 0xe0 ? 0xa0 : v == 0xf0 ? 0x90 : 0x80;
        high = v == 0xed ? 0x9f : v == 0xf4 ? 0x8f : 0xbf;
    }

    private void breakOff() {
        emit(REPLACEMENT, REPLACEMENT.length);
        holding = 0;
        missing = 0;
    }

    private void emit(byte[] bytes, int count) {
        System.arraycopy(bytes, 0, ready, size, count);
        size += count;
    }
}
