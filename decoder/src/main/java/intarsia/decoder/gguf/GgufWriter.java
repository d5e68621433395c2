package intarsia.decoder.gguf;

import intarsia.decoder.file.AtomicFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Collects keys and tensors and writes them as GGUF version 3. Tensor bytes are asked for one tensor at a time while
 * the file is written, so a model need not fit into memory. The file appears whole or not at all.
 */
public final class GgufWriter {
    private static final int VERSION = 3;

    private final Map<String, Encoded> keys = new LinkedHashMap<>();
    private final Map<String, Entry> tensors = new LinkedHashMap<>();
    private int alignment = Gguf.DEFAULT_ALIGNMENT;

    private record Encoded(ValueType type, MemorySegment bytes) { }

    private record Entry(GgmlType type, List<Long> dims, long bytes, Supplier<MemorySegment> data) { }

    /** Where tensors begin: at multiples of this power of two of at least 8; 32 where nothing is said. */
    public GgufWriter alignment(int bytes) {
        if (Integer.bitCount(bytes) != 1 || bytes < 8 || bytes > Gguf.MAX_ALIGNMENT) {
            throw new IllegalArgumentException("alignment: a power of two from 8 to " + Gguf.MAX_ALIGNMENT + " wanted, found " + bytes);
        }
        alignment = bytes;
        return put(Gguf.ALIGNMENT_KEY, ValueType.UINT32, new Encoder().u32(bytes));
    }

    /** Takes the keys and the alignment of another file, which must stay open until this one is written. */
    public GgufWriter keysOf(Gguf file) {
        var found = file.metadata();
        for (String key : found.keys()) found.find(key).filter(_ -> !key.equals(Gguf.ALIGNMENT_KEY)).ifPresent(v -> put(key, v));
        return alignment(file.alignment());
    }

    /** Sets an integer of the given type. */
    public GgufWriter putInt(String key, ValueType type, long value) {
        return put(key, type, new Encoder().integer(type, value));
    }

    /** Sets an INT32. */
    public GgufWriter putInt(String key, int value) {
        return putInt(key, ValueType.INT32, value);
    }

    /** Sets a FLOAT32. */
    public GgufWriter putFloat(String key, float value) {
        return put(key, ValueType.FLOAT32, new Encoder().u32(Float.floatToRawIntBits(value)));
    }

    /** Sets a BOOL. */
    public GgufWriter putBool(String key, boolean value) {
        return put(key, ValueType.BOOL, new Encoder().u8(value ? 1 : 0));
    }

    /** Sets a STRING. */
    public GgufWriter putString(String key, String value) {
        return put(key, ValueType.STRING, new Encoder().string(value));
    }

    /** Sets an array of integers of the given type. */
    public GgufWriter putInts(String key, ValueType type, long... values) {
        var out = new Encoder().arrayHeader(type, values.length);
        for (long value : values) out.integer(type, value);
        return put(key, ValueType.ARRAY, out);
    }

    /** Sets an array of FLOAT32. */
    public GgufWriter putFloats(String key, float... values) {
        var out = new Encoder().arrayHeader(ValueType.FLOAT32, values.length);
        for (float value : values) out.u32(Float.floatToRawIntBits(value));
        return put(key, ValueType.ARRAY, out);
    }

    /** Sets an array of STRING. */
    public GgufWriter putStrings(String key, List<String> values) {
        var out = new Encoder().arrayHeader(ValueType.STRING, values.size());
        values.forEach(out::string);
        return put(key, ValueType.ARRAY, out);
    }

    /** Sets a value read from another file, which must stay open until this one is written. */
    public GgufWriter put(String key, MetaValue value) {
        if (key.equals(Gguf.ALIGNMENT_KEY)) throw new IllegalArgumentException("the alignment is set by alignment(int)");
        keys.put(key, new Encoded(value.type(), value.encoded()));
        return this;
    }

    /**
     * Adds a tensor.
     *
     * @param dims elements along each dimension, the row first
     * @param data gives the bytes when the file is written
     */
    public GgufWriter tensor(String name, GgmlType type, long[] dims, Supplier<MemorySegment> data) {
        expectLength(name, TensorParser.MAX_NAME_BYTES);
        if (dims.length < 1 || dims.length > TensorParser.MAX_RANK || LongStream.of(dims).anyMatch(d -> d < 1)) {
            throw new IllegalArgumentException("1 to 4 dimensions of at least 1 wanted for " + name + ", found " + GgufTensor.shape(dims));
        }
        var entry = new Entry(type, LongStream.of(dims).boxed().toList(), type.byteSize(dims), data);
        if (tensors.putIfAbsent(name, entry) != null) throw new IllegalArgumentException("a second tensor named " + name);
        return this;
    }

    /** Writes the file. */
    public void write(Path file) {
        AtomicFile.write(file, this::writeTo);
    }

    private void writeTo(FileChannel out) throws IOException {
        MemorySegment tables = tables();
        AtomicFile.append(out, tables);
        for (var tensor : tensors.entrySet()) {
            pad(out);
            MemorySegment data = tensor.getValue().data.get();
            if (data.byteSize() != tensor.getValue().bytes) {
                throw new IllegalArgumentException("tensor " + tensor.getKey() + ": " + tensor.getValue().bytes + " bytes wanted, found " + data.byteSize());
            }
            AtomicFile.append(out, data);
        }
        pad(out);
    }

    private void pad(FileChannel out) throws IOException {
        long at = out.position();
        AtomicFile.append(out, MemorySegment.ofArray(new byte[(int) (TensorParser.aligned(at, alignment) - at)]));
    }

    private MemorySegment tables() {
        var out = new Encoder().u32(Gguf.MAGIC).u32(VERSION).u64(tensors.size()).u64(keys.size());
        keys.forEach((key, value) -> out.string(key).u32(value.type.id()).bytes(value.bytes));
        long offset = 0;
        for (var tensor : tensors.entrySet()) {
            Entry e = tensor.getValue();
            out.string(tensor.getKey()).u32(e.dims.size());
            e.dims.forEach(out::u64);
            out.u32(e.type.id()).u64(offset);
            offset = TensorParser.aligned(offset + e.bytes, alignment);
        }
        return out.done();
    }

    private GgufWriter put(String key, ValueType type, Encoder value) {
        expectLength(key, MetadataParser.MAX_KEY_BYTES);
        keys.put(key, new Encoded(type, value.done()));
        return this;
    }

    private static void expectLength(String name, int max) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > max) throw new IllegalArgumentException("a name of 1 to " + max + " bytes wanted, found " + length + ": " + name);
    }
}
