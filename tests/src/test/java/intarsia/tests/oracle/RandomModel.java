package intarsia.tests.oracle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/**
 * A small model with random weights, a GGUF file as real ones are: the same seed writes the same bytes. Real numbers
 * are of the size trained models have, so that attention is neither flat nor a single one.
 *
 * @param architecture llama, qwen2 (biases on q, k, v) or qwen3 (a norm on each head of q and k)
 * @param headDim written as {@code attention.key_length} where it is not width / heads
 * @param weightType GGML's number of F32, F16, BF16, Q8_0 or Q4_0, for matrices; one whose rows no block divides, the
 *     norms and the biases are F32
 * @param tied whether there is no {@code output.weight}
 * @param ropeDivisors whether there is a {@code rope_freqs.weight}, as Llama 3.1 has
 * @param words the tokenizer in the file
 */
public record RandomModel(String architecture, int width, int ffn, int layers, int heads, int kvHeads, int headDim,
                          int weightType, boolean tied, boolean ropeDivisors, TinyVocabulary words, long seed) {
    public static final int F32 = Dequantise.F32, F16 = Dequantise.F16, BF16 = Dequantise.BF16, Q8_0 = Dequantise.Q8_0, Q4_0 = Dequantise.Q4_0;

    /** One of each kind, with odd sizes. */
    public static final List<RandomModel> ALL = List.of(
            new RandomModel("llama", 32, 45, 2, 4, 2, 8, F32, true, false, TinyVocabulary.LLAMA, 1),
            new RandomModel("llama", 48, 77, 3, 6, 1, 8, F16, false, true, TinyVocabulary.GPT2, 2),
            new RandomModel("llama", 64, 96, 2, 4, 4, 16, Q8_0, false, true, TinyVocabulary.LLAMA, 3),
            new RandomModel("llama", 96, 160, 2, 3, 3, 32, Q4_0, true, false, TinyVocabulary.LLAMA, 4),
            new RandomModel("qwen2", 40, 51, 2, 5, 1, 8, BF16, true, false, TinyVocabulary.GPT2, 5),
            new RandomModel("qwen2", 64, 64, 2, 4, 2, 16, Q8_0, false, false, TinyVocabulary.GPT2, 6),
            new RandomModel("qwen3", 32, 33, 2, 4, 2, 16, F32, true, false, TinyVocabulary.GPT2, 7),
            new RandomModel("qwen3", 96, 65, 2, 8, 2, 16, Q4_0, false, false, TinyVocabulary.GPT2, 8),
            new RandomModel("qwen3", 36, 29, 3, 6, 3, 10, F16, true, false, TinyVocabulary.GPT2, 9));

    /** The file. */
    public byte[] gguf() {
        var random = new Random(seed);
        var out = new GgufWriter();
        metadata(out);
        words.write(out);
        matrix(out, random, "token_embd.weight", words.size(), width);
        if (ropeDivisors) {
            vector(out, "rope_freqs.weight", headDim / 2, i -> i * 4 < headDim ? 1 : 1 + 1.75f * i);
        }
        for (int l = 0; l < layers; l++) layer(out, random, "blk." + l + ".");
        norm(out, random, "output_norm.weight", width);
        if (!tied) matrix(out, random, "output.weight", words.size(), width);
        return out.bytes();
    }

    private void metadata(GgufWriter out) {
        String a = architecture + ".";
        out.put("general.architecture", architecture).put("general.name", "random " + architecture + " " + seed)
                .put(a + "context_length", 256).put(a + "embedding_length", width).put(a + "block_count", layers)
                .put(a + "feed_forward_length", ffn).put(a + "attention.head_count", heads).put(a + "attention.head_count_kv", kvHeads)
                .put(a + "attention.layer_norm_rms_epsilon", 1e-6f).put(a + "vocab_size", words.size());
        if (headDim * heads != width) out.put(a + "attention.key_length", headDim).put(a + "attention.value_length", headDim);
        if (architecture.equals("llama")) out.put(a + "rope.dimension_count", headDim);
        else out.put(a + "rope.freq_base", 1e6f);
    }

    private void layer(GgufWriter out, Random random, String at) {
        norm(out, random, at + "attn_norm.weight", width);
        projection(out, random, at + "attn_q", heads * headDim);
        projection(out, random, at + "attn_k", kvHeads * headDim);
        projection(out, random, at + "attn_v", kvHeads * headDim);
        if (architecture.equals("qwen3")) {
            norm(out, random, at + "attn_q_norm.weight", headDim);
            norm(out, random, at + "attn_k_norm.weight", headDim);
        }
        matrix(out, random, at + "attn_output.weight", width, heads * headDim);
        norm(out, random, at + "ffn_norm.weight", width);
        matrix(out, random, at + "ffn_gate.weight", ffn, width);
        matrix(out, random, at + "ffn_up.weight", ffn, width);
        matrix(out, random, at + "ffn_down.weight", width, ffn);
    }

    private void projection(GgufWriter out, Random random, String name, int rows) {
        matrix(out, random, name + ".weight", rows, width);
        if (architecture.equals("qwen2")) vector(out, name + ".bias", rows, i -> (float) random.nextGaussian());
    }

    private static void norm(GgufWriter out, Random random, String name, int n) {
        vector(out, name, n, i -> 1 + 0.2f * (float) random.nextGaussian());
    }

    private interface Element {
        float at(int i);
    }

    private static void vector(GgufWriter out, String name, int n, Element element) {
        var bytes = new byte[4 * n];
        ByteBuffer data = littleEndian(bytes);
        for (int i = 0; i < n; i++) data.putFloat(element.at(i));
        out.tensor(name, F32, bytes, n);
    }

    private void matrix(GgufWriter out, Random random, String name, int rows, int cols) {
        boolean blocks = weightType == Q8_0 || weightType == Q4_0;
        int type = blocks && cols % 32 != 0 ? F32 : weightType;
        out.tensor(name, type, weights(random, type, rows * cols, 1.5 / Math.sqrt(cols)), cols, rows);
    }

    /** {@code n} weights of that standard deviation; quantised ones are drawn as codes and scales, not rounded. */
    private static byte[] weights(Random random, int type, int n, double deviation) {
        var bytes = new byte[switch (type) {
            case F32 -> 4 * n;
            case F16, BF16 -> 2 * n;
            case Q8_0 -> n / 32 * 34;
            case Q4_0 -> n / 32 * 18;
            default -> throw new IllegalArgumentException("no random weights of type " + type);
        }];
        ByteBuffer data = littleEndian(bytes);
        while (data.hasRemaining()) {
            switch (type) {
                case F32 -> data.putFloat((float) (deviation * random.nextGaussian()));
                case F16 -> data.putShort(Float.floatToFloat16((float) (deviation * random.nextGaussian())));
                case BF16 -> data.putShort((short) (Float.floatToRawIntBits((float) (deviation * random.nextGaussian())) >> 16));
                // Codes are uniform: their standard deviation is 256 / sqrt 12 and 16 / sqrt 12.
                case Q8_0 -> block(random, data, deviation / 74, 32);
                default -> block(random, data, deviation / 4.6, 16);
            }
        }
        return bytes;
    }

    private static void block(Random random, ByteBuffer data, double scale, int codes) {
        data.putShort(Float.floatToFloat16((float) (scale * (0.5 + random.nextDouble()) * (random.nextBoolean() ? 1 : -1))));
        var bytes = new byte[codes];
        random.nextBytes(bytes);
        data.put(bytes);
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
