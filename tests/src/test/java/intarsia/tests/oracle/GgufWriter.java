package intarsia.tests.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes GGUF version 3, alignment 32. Integers become u32, reals f32. */
public final class GgufWriter {
    @SuppressWarnings("ArrayRecordComponent")
    private record Tensor(String name, long[] dims, int type, byte[] data) { }

    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A String, Integer, Float or Boolean, or a list of one of them. */
    public GgufWriter put(String key, Object value) {
        metadata.put(key, value);
        return this;
    }

    /** A tensor whose {@code dims} stand innermost first. */
    public GgufWriter tensor(String name, int type, byte[] data, long... dims) {
        tensors.add(new Tensor(name, dims, type, data));
        return this;
    }

    public byte[] bytes() {
        out.reset();
        out.writeBytes("GGUF".getBytes(UTF_8));
        u32(3);
        u64(tensors.size());
        u64(metadata.size());
        metadata.forEach((key, value) -> {
            string(key);
            u32(type(value));
            value(value);
        });
        long offset = 0;
        for (Tensor t : tensors) {
            string(t.name);
            u32(t.dims.length);
            for (long d : t.dims) u64(d);
            u32(t.type);
            u64(offset);
            offset += (t.data.length + 31) / 32 * 32L;
        }
        for (Tensor t : tensors) {
            align();
            out.writeBytes(t.data);
        }
        align();
        return out.toByteArray();
    }

    private static int type(Object value) {
        return switch (value) {
            case Integer i -> 4;
            case Float f -> 6;
            case Boolean b -> 7;
            case String s -> 8;
            case List<?> l -> 9;
            default -> throw new IllegalArgumentException("no metadata type for " + value.getClass());
        };
    }

    private void value(Object value) {
        switch (value) {
            case Integer i -> u32(i);
            case Float f -> u32(Float.floatToRawIntBits(f));
            case Boolean b -> out.write(b ? 1 : 0);
            case String s -> string(s);
            case List<?> l -> {
                u32(type(l.getFirst()));
                u64(l.size());
                l.forEach(this::value);
            }
            default -> throw new IllegalArgumentException("no metadata type for " + value.getClass());
        }
    }

    private void string(String s) {
        byte[] bytes = s.getBytes(UTF_8);
        u64(bytes.length);
        out.writeBytes(bytes);
    }

    private void u32(int v) {
        out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(v).array());
    }

    private void u64(long v) {
        out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(v).array());
    }

    private void align() {
        while (out.size() % 32 != 0) out.write(0);
    }
}
