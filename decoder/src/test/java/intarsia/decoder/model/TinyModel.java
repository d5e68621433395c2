package intarsia.decoder.model;

import intarsia.decoder.gguf.GgmlType;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufWriter;
import intarsia.decoder.gguf.ValueType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A GGUF file of a sound model of two layers, all weights 0, in which any key and any tensor can be made wrong. */
final class TinyModel {
    static final int WIDTH = 64, HIDDEN = 96, HEADS = 4, GROUPS = 2, HEAD = 16, WORDS = 5;

    /** A tensor; {@code dims} the row first. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares
    private record Entry(GgmlType type, long[] dims, float fill) { }

    private final String architecture;
    private final Map<String, Object> keys = new LinkedHashMap<>();
    private final Map<String, Entry> tensors = new LinkedHashMap<>();

    TinyModel(String architecture) {
        this.architecture = architecture;
        keys.put("general.architecture", architecture);
        set("block_count", 2).set("embedding_length", WIDTH).set("feed_forward_length", HIDDEN).set("attention.head_count", HEADS)
            .set("attention.head_count_kv", GROUPS).set("attention.layer_norm_rms_epsilon", 1e-5f).set("context_length", 128);
        vocabulary();
        tensor("token_embd.weight", GgmlType.Q8_0, WIDTH, WORDS);
        for (int l = 0; l < 2; l++) layer("blk." + l + ".");
        tensor("output_norm.weight", GgmlType.F32, WIDTH);
    }

    private void vocabulary() {
        key("tokenizer.ggml.model", "llama").key("tokenizer.ggml.tokens", List.of("<unk>", "<s>", "</s>", "a", "b"));
        key("tokenizer.ggml.scores", new float[] {0, 0, 0, -1, -2}).key("tokenizer.ggml.token_type", new long[] {2, 3, 3, 1, 1});
        key("tokenizer.ggml.bos_token_id", 1).key("tokenizer.ggml.eos_token_id", 2);
    }

    private void layer(String at) {
        tensor(at + "attn_norm.weight", GgmlType.F32, WIDTH);
        projection(at + "attn_q", HEADS * HEAD);
        projection(at + "attn_k", GROUPS * HEAD);
        projection(at + "attn_v", GROUPS * HEAD);
        if (architecture.equals("qwen3")) {
            tensor(at + "attn_q_norm.weight", GgmlType.F32, HEAD).tensor(at + "attn_k_norm.weight", GgmlType.F32, HEAD);
        }
        tensor(at + "attn_output.weight", GgmlType.F16, HEADS * HEAD, WIDTH);
        tensor(at + "ffn_norm.weight", GgmlType.F32, WIDTH);
        tensor(at + "ffn_gate.weight", GgmlType.Q4_0, WIDTH, HIDDEN).tensor(at + "ffn_up.weight", GgmlType.Q4_0, WIDTH, HIDDEN);
        tensor(at + "ffn_down.weight", GgmlType.BF16, HIDDEN, WIDTH);
    }

    private void projection(String name, int rows) {
        tensor(name + ".weight", GgmlType.Q8_0, WIDTH, rows);
        if (architecture.equals("qwen2")) tensor(name + ".bias", GgmlType.F32, rows);
    }

    /** Sets a key: Integer, Float, Boolean, String, list of strings, float[] or long[]. */
    TinyModel key(String key, Object value) {
        keys.put(key, value);
        return this;
    }

    /** Sets a key of the architecture. */
    TinyModel set(String key, Object value) {
        return key(architecture + "." + key, value);
    }

    TinyModel withoutKey(String key) {
        keys.remove(key);
        return this;
    }

    TinyModel tensor(String name, GgmlType type, long... dims) {
        tensors.put(name, new Entry(type, dims, 0));
        return this;
    }

    /** An F32 tensor of one number. */
    TinyModel filled(String name, float fill, long... dims) {
        tensors.put(name, new Entry(GgmlType.F32, dims, fill));
        return this;
    }

    TinyModel without(String tensor) {
        tensors.remove(tensor);
        return this;
    }

    /** The file, written into a folder and opened. */
    Gguf open(Path folder) {
        var out = new GgufWriter();
        keys.forEach((k, v) -> put(out, k, v));
        tensors.forEach((name, t) -> out.tensor(name, t.type, t.dims, () -> data(t)));
        Path file = folder.resolve("tiny.gguf");
        out.write(file);
        return Gguf.open(file);
    }

    private static void put(GgufWriter out, String key, Object value) {
        switch (value) {
            case Integer i -> out.putInt(key, i);
            case Float f -> out.putFloat(key, f);
            case Boolean b -> out.putBool(key, b);
            case String s -> out.putString(key, s);
            case float[] f -> out.putFloats(key, f);
            case long[] l -> out.putInts(key, ValueType.INT32, l);
            case List<?> l -> out.putStrings(key, l.stream().map(String.class::cast).toList());
            default -> throw new IllegalArgumentException(key + " of " + value.getClass());
        }
    }

    private static MemorySegment data(Entry t) {
        var bytes = new byte[(int) t.type.byteSize(t.dims)];
        MemorySegment all = MemorySegment.ofArray(bytes);
        if (t.type == GgmlType.F32) {
            var floats = new float[bytes.length / Float.BYTES];
            Arrays.fill(floats, t.fill);
            MemorySegment.copy(floats, 0, all, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, floats.length);
        }
        return all;
    }
}
