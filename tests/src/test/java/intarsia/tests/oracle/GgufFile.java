package intarsia.tests.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A GGUF file of version 3, read plainly and trusted: unsigned metadata become longs, arrays become lists. */
public final class GgufFile {
    /** Where a tensor lies; {@code dims} innermost first. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Tensor(String name, long[] dims, int type, long offset) { }

    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Set<String> unread = new LinkedHashSet<>();
    private final ByteBuffer in;
    private final int dataStart;

    private GgufFile(byte[] bytes) {
        in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt() != 0x46554747 || in.getInt() != 3) throw new IllegalArgumentException("not GGUF version 3");
        long tensorCount = in.getLong(), keyCount = in.getLong();
        for (long i = 0; i < keyCount; i++) {
            String key = string();
            metadata.put(key, value(in.getInt()));
        }
        for (long i = 0; i < tensorCount; i++) {
            String name = string();
            long[] dims = new long[in.getInt()];
            Arrays.setAll(dims, d -> in.getLong());
            unread.add(name);
            tensors.put(name, new Tensor(name, dims, in.getInt(), in.getLong()));
        }
        int alignment = (int) integer("general.alignment", 32);
        dataStart = (in.position() + alignment - 1) / alignment * alignment;
    }

    public static GgufFile of(byte[] bytes) {
        return new GgufFile(bytes);
    }

    public static GgufFile read(Path file) throws IOException {
        return of(Files.readAllBytes(file));
    }

    private String string() {
        byte[] s = new byte[(int) in.getLong()];
        in.get(s);
        return new String(s, UTF_8);
    }

    private Object value(int type) {
        return switch (type) {
            case 0 -> in.get() & 0xffL;
            case 1 -> (long) in.get();
            case 2 -> in.getShort() & 0xffffL;
            case 3 -> (long) in.getShort();
            case 4 -> in.getInt() & 0xffffffffL;
            case 5 -> (long) in.getInt();
            case 6 -> (double) in.getFloat();
            case 7 -> in.get() != 0;
            case 8 -> string();
            case 9 -> {
                int element = in.getInt();
                long n = in.getLong();
                var list = new ArrayList<Object>();
                for (long i = 0; i < n; i++) list.add(value(element));
                yield list;
            }
            case 10, 11 -> in.getLong();
            case 12 -> in.getDouble();
            default -> throw new IllegalArgumentException("metadata type " + type);
        };
    }

    public @Nullable Object get(String key) {
        return metadata.get(key);
    }

    public long integer(String key) {
        if (!(metadata.get(key) instanceof Long v)) throw new IllegalArgumentException("no integer " + key);
        return v;
    }

    public long integer(String key, long otherwise) {
        return metadata.get(key) instanceof Long v ? v : otherwise;
    }

    public double real(String key, double otherwise) {
        return metadata.get(key) instanceof Double v ? v : otherwise;
    }

    public String text(String key, String otherwise) {
        return metadata.get(key) instanceof String v ? v : otherwise;
    }

    public @Nullable Boolean flag(String key) {
        return metadata.get(key) instanceof Boolean v ? v : null;
    }

    /** The array of that key, empty where there is none. */
    public List<?> list(String key) {
        return metadata.get(key) instanceof List<?> v ? v : List.of();
    }

    public boolean has(String tensor) {
        return tensors.containsKey(tensor);
    }

    public Tensor tensor(String name) {
        Tensor t = tensors.get(name);
        if (t == null) throw new IllegalArgumentException("no tensor " + name);
        return t;
    }

    /** The tensors whose elements nobody has asked for yet. */
    public Set<String> unread() {
        return Set.copyOf(unread);
    }

    /** All elements of a tensor, innermost dimension fastest. */
    public double[] values(String name) {
        Tensor t = tensor(name);
        unread.remove(name);
        int n = 1;
        for (long d : t.dims()) n *= (int) d;
        ByteBuffer data = in.slice(dataStart + (int) t.offset(), in.limit() - dataStart - (int) t.offset()).order(ByteOrder.LITTLE_ENDIAN);
        return Dequantise.values(t.type(), data, n);
    }
}
