package intarsia.ir.device;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * 64 bits over byte strings, for names and against damage, not against malice: the CRC-32 and the CRC-32C of them. Both
 * are single instructions even in a JVM that has just started, where SHA-256 takes longer to load than this to run.
 */
public final class Digest {
    private final CRC32 first = new CRC32();
    private final CRC32C second = new CRC32C();

    /** One more string; where one ends and the next begins counts. */
    public Digest add(byte[] bytes) {
        byte[] length = ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array();
        for (byte[] b : new byte[][] {length, bytes}) {
            first.update(b, 0, b.length);
            second.update(b, 0, b.length);
        }
        return this;
    }

    /** What came of all that was added. */
    public long value() {
        return first.getValue() << 32 | second.getValue();
    }

    /** The value as 16 hexadecimal digits. */
    public String text() {
        return HexFormat.of().toHexDigits(value());
    }
}
