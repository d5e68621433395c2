package intarsia.decoder.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * GPT-2's one printable character a byte, so that any bytes are text without spaces or controls: a byte whose Latin-1
 * character is printable stands for itself, the others take U+0100, U+0101 … in order.
 */
final class ByteAlphabet {
    private static final char[] CHAR = new char[256];
    private static final short[] BYTE = new short[0x144];

    static {
        Arrays.fill(BYTE, (short) -1);
        char next = 0x100;
        for (int b = 0; b < 256; b++) {
            CHAR[b] = (b > ' ' && b < 0x7f) || (b > 0xa0 && b != 0xad) ? (char) b : next++;
            BYTE[CHAR[b]] = (short) b;
        }
    }

    private ByteAlphabet() { }

    /** The UTF-8 bytes of {@code text} in this alphabet. */
    static String write(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        var out = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) out[i] = CHAR[bytes[i] & 0xff];
        return new String(out);
    }

    /** The bytes {@code written} stands for; a character outside the alphabet stands for its own UTF-8. */
    static byte[] read(String written) {
        if (!written.chars().allMatch(ByteAlphabet::has)) return readMixed(written);
        var bytes = new byte[written.length()];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) BYTE[written.charAt(i)];
        return bytes;
    }

    private static byte[] readMixed(String written) {
        var out = new java.io.ByteArrayOutputStream();
        written.codePoints().forEach(c -> {
            if (has(c)) out.write(BYTE[c]);
            else out.writeBytes(Character.toString(c).getBytes(UTF_8));
        });
        return out.toByteArray();
    }

    private static boolean has(int c) {
        return c < BYTE.length && BYTE[c] >= 0;
    }
}
