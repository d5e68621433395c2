package intarsia.ir.device;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Byte strings one after the other, each behind its length as an int, as one. */
public final class Sections {
    private Sections() {
    }

    /** All of them in one. */
    public static byte[] join(List<byte[]> parts) {
        int bytes = 0;
        for (byte[] p : parts) {
            bytes = Math.addExact(bytes, Math.addExact(Integer.BYTES, p.length));
        }
        ByteBuffer out = ByteBuffer.allocate(bytes);
        for (byte[] p : parts) {
            out.putInt(p.length).put(p);
        }
        return out.array();
    }

    /** All of them in one. */
    public static byte[] join(byte[]... parts) {
        return join(List.of(parts));
    }

    /**
     * What was joined.
     *
     * @throws IllegalArgumentException where a length exceeds what follows it
     */
    public static List<byte[]> split(byte[] joined) {
        ByteBuffer in = ByteBuffer.wrap(joined);
        List<byte[]> parts = new ArrayList<>();
        while (in.hasRemaining()) {
            int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new IllegalArgumentException("a section of " + length + " bytes before the last " + in.remaining() + " of " + joined.length);
            }
            byte[] part = new byte[length];
            in.get(part);
            parts.add(part);
        }
        return parts;
    }

    /** What was joined, where that were so many. */
    public static List<byte[]> split(byte[] joined, int wanted) {
        List<byte[]> parts = split(joined);
        if (parts.size() != wanted) {
            throw new IllegalArgumentException(parts.size() + " sections; wanted " + wanted);
        }
        return parts;
    }

    /** A text as a section. */
    public static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The text that a section is. */
    public static String text(byte[] section) {
        return new String(section, StandardCharsets.UTF_8);
    }
}
