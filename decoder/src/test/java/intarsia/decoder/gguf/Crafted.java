package intarsia.decoder.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A GGUF file put together field by field, so that each field can be wrong. */
final class Crafted {
    static final Path NAME = Path.of("crafted.gguf");

    int magic = Gguf.MAGIC;
    int version = 3;
    long extraTensors;
    long extraKeys;
    int alignment = 32;
    long dataBytes;
    final List<Consumer<Encoder>> keys = new ArrayList<>();
    final List<Consumer<Encoder>> tensors = new ArrayList<>();

    Crafted key(String name, int type, Consumer<Encoder> value) {
        keys.add(out -> value.accept(out.string(name).u32(type)));
        return this;
    }

    Crafted key(String name, ValueType type, Consumer<Encoder> value) {
        return key(name, type.id(), value);
    }

    Crafted tensor(String name, int type, long offset, long... dims) {
        tensors.add(out -> {
            out.string(name).u32(dims.length);
            for (long dim : dims) out.u64(dim);
            out.u32(type).u64(offset);
        });
        return this;
    }

    Crafted tensor(String name, GgmlType type, long offset, long... dims) {
        return tensor(name, type.id(), offset, dims);
    }

    Crafted data(long bytes) {
        dataBytes = bytes;
        return this;
    }

    MemorySegment bytes() {
        var out = new Encoder().u32(magic).u32(version).u64(tensors.size() + extraTensors).u64(keys.size() + extraKeys);
        keys.forEach(k -> k.accept(out));
        tensors.forEach(t -> t.accept(out));
        long tables = out.done().byteSize();
        long end = TensorParser.aligned(tables, alignment) + dataBytes;
        for (long at = tables; at < end; at++) out.u8((int) (at - tables));
        return out.done();
    }

    Gguf.Contents parse() {
        return Gguf.parse(NAME, bytes());
    }

    /** A small sound file with a value of every type and two tensors. */
    static Crafted sound() {
        var file = new Crafted()
            .key("general.architecture", ValueType.STRING, e -> e.string("llama"))
            .key("general.alignment", ValueType.UINT32, e -> e.u32(32))
            .key("u8", ValueType.UINT8, e -> e.u8(200)).key("i8", ValueType.INT8, e -> e.u8(-5))
            .key("u16", ValueType.UINT16, e -> e.integer(ValueType.UINT16, 65_535)).key("i16", ValueType.INT16, e -> e.integer(ValueType.INT16, -3))
            .key("i32", ValueType.INT32, e -> e.u32(-7)).key("u64", ValueType.UINT64, e -> e.u64(-1)).key("i64", ValueType.INT64, e -> e.u64(-9))
            .key("f32", ValueType.FLOAT32, e -> e.u32(Float.floatToRawIntBits(1.5f)))
            .key("f64", ValueType.FLOAT64, e -> e.u64(Double.doubleToRawLongBits(2.5)))
            .key("bool", ValueType.BOOL, e -> e.u8(1))
            .key("words", ValueType.ARRAY, e -> e.arrayHeader(ValueType.STRING, 3).string("a").string("").string("grüße"))
            .key("scores", ValueType.ARRAY, e -> e.arrayHeader(ValueType.FLOAT32, 2).u32(Float.floatToRawIntBits(-1f)).u32(0))
            .key("flags", ValueType.ARRAY, e -> e.arrayHeader(ValueType.BOOL, 2).u8(0).u8(1))
            .key("nested", ValueType.ARRAY, e -> e.arrayHeader(ValueType.ARRAY, 2)
                .arrayHeader(ValueType.INT16, 1).integer(ValueType.INT16, -2).arrayHeader(ValueType.STRING, 1).string("deep"))
            .tensor("token_embd.weight", GgmlType.Q8_0, 0, 64, 3).tensor("output_norm.weight", GgmlType.F32, 224, 5);
        return file.data(224 + 20);
    }
}
