package intarsia.decoder.gguf;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Collects little-endian fields in GGUF's encoding. It checks that a value fits its type and nothing else. */
final class Encoder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Encoder u8(int value) {
        out.write(value);
        return this;
    }

    Encoder u32(int value) {
        return little(value, Integer.BYTES);
    }

    Encoder u64(long value) {
        return little(value, Long.BYTES);
    }

    Encoder integer(ValueType type, long value) {
        if (!type.holds(value)) throw new IllegalArgumentException(value + " is no " + type);
        return little(value, type.minBytes());
    }

    Encoder string(String text) {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    Encoder string(byte[] text) {
        u64(text.length);
        out.writeBytes(text);
        return this;
    }

    Encoder arrayHeader(ValueType type, long count) {
        return u32(type.id()).u64(count);
    }

    Encoder bytes(MemorySegment bytes) {
        out.writeBytes(bytes.toArray(ValueLayout.JAVA_BYTE));
        return this;
    }

    MemorySegment done() {
        return MemorySegment.ofArray(out.toByteArray());
    }

    private Encoder little(long value, int bytes) {
        for (int i = 0; i < bytes; i++) out.write((int) (value >>> (8 * i)));
        return this;
    }
}
