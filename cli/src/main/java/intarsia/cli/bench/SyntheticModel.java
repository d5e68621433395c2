package intarsia.cli.bench;

import intarsia.decoder.gguf.GgmlType;
import intarsia.decoder.gguf.GgufWriter;
import intarsia.decoder.gguf.ValueType;
import intarsia.decoder.model.Weight;
import intarsia.decoder.quantize.Recipe;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A model of the shape of a known one, whose weights are random: its text is noise, its speed is real.
 *
 * @param tied whether the table of the tokens makes the logits too
 */
public record SyntheticModel(String name, int layers, int width, int hidden, int heads, int groups, int words, boolean tied) {
    /** The shapes that have names: of TinyLlama 1.1 B and of Llama 3.2 1 B. */
    public static final List<SyntheticModel> ALL = List.of(
        new SyntheticModel("llama-1.1b", 22, 2048, 5632, 32, 4, 32_000, false),
        new SyntheticModel("llama-3.2-1b", 16, 2048, 8192, 32, 8, 128_256, true));
    private static final int CONTEXT = 2048;
    private static final int SPECIAL = 3;
    private static final int BYTES = 256;
    private static final int NORMAL = 1, UNKNOWN = 2, CONTROL = 3, BYTE = 6;

    private record Matrix(String name, Format format, long[] dims) {
        long bytes() {
            return format.bytes(dims.length == 1 ? 1 : dims[1], dims[0]);
        }
    }

    /** Where it lies in a folder, present or not. */
    public Path file(Path folder, String recipe) {
        return folder.resolve("synthetic-" + name + "-" + recipe.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.]", "-") + ".gguf");
    }

    /**
     * Bytes of its tensors under a recipe.
     *
     * @throws IllegalArgumentException where the recipe names a format that GGUF has not
     */
    public long bytes(Recipe recipe) {
        return matrices(recipe).stream().mapToLong(Matrix::bytes).sum();
    }

    /** Writes the file, whole or not at all. */
    public void write(Recipe recipe, Path file) throws java.io.IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        GgufWriter out = keys(new GgufWriter());
        for (Matrix m : matrices(recipe)) out.tensor(m.name, type(m.format), m.dims, () -> data(m));
        out.write(file);
    }

    private static GgmlType type(Format f) {
        return GgmlType.of(f).orElseThrow(() -> new IllegalArgumentException("no type of GGUF holds " + f));
    }

    private static MemorySegment data(Matrix m) {
        MemorySegment to = Arena.ofAuto().allocate(m.bytes(), 64);
        RandomWeights.fill(m.format, m.dims.length == 1 ? 1 : m.dims[1], m.dims[0], to);
        return to;
    }

    private GgufWriter keys(GgufWriter out) {
        String a = "llama.";
        return vocabulary(out.putString("general.architecture", "llama").putString("general.name", "synthetic " + name).putInt(a + "context_length", CONTEXT)
            .putInt(a + "embedding_length", width).putInt(a + "block_count", layers).putInt(a + "feed_forward_length", hidden).putInt(a + "attention.head_count", heads)
            .putInt(a + "attention.head_count_kv", groups).putFloat(a + "attention.layer_norm_rms_epsilon", 1e-5f).putInt(a + "rope.dimension_count", width / heads));
    }

    /** Three special words, one a byte, and words that no text has. */
    private GgufWriter vocabulary(GgufWriter out) {
        List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        for (int b = 0; b < BYTES; b++) tokens.add(String.format(Locale.ROOT, "<0x%02X>", b));
        for (int w = tokens.size(); w < words; w++) tokens.add("\u2581w" + w);
        float[] scores = new float[words];
        for (int w = SPECIAL + BYTES; w < words; w++) scores[w] = -w;
        long[] types = IntStream.range(0, words).mapToLong(w -> w == 0 ? UNKNOWN : w < SPECIAL ? CONTROL : w < SPECIAL + BYTES ? BYTE : NORMAL).toArray();
        return out.putString("tokenizer.ggml.model", "llama").putStrings("tokenizer.ggml.tokens", tokens).putFloats("tokenizer.ggml.scores", scores)
            .putInts("tokenizer.ggml.token_type", ValueType.INT32, types).putInt("tokenizer.ggml.bos_token_id", 1).putInt("tokenizer.ggml.eos_token_id", 2);
    }

    private List<Matrix> matrices(Recipe recipe) {
        List<Matrix> all = new ArrayList<>();
        add(all, recipe, Weight.EMBEDDING, width, words);
        for (int l = 0; l < layers; l++) {
            String at = "blk." + l + ".";
            add(all, recipe, at + "attn_norm.weight", width);
            add(all, recipe, at + "attn_q.weight", width, width);
            add(all, recipe, at + "attn_k.weight", width, keyRows());
            add(all, recipe, at + "attn_v.weight", width, keyRows());
            add(all, recipe, at + "attn_output.weight", width, width);
            add(all, recipe, at + "ffn_norm.weight", width);
            add(all, recipe, at + "ffn_gate.weight", width, hidden);
            add(all, recipe, at + "ffn_up.weight", width, hidden);
            add(all, recipe, at + "ffn_down.weight", hidden, width);
        }
        add(all, recipe, "output_norm.weight", width);
        if (!tied) add(all, recipe, Weight.OUTPUT, width, words);
        all.forEach(m -> type(m.format));
        return all;
    }

    private long keyRows() {
        return (long) width / heads * groups;
    }

    private void add(List<Matrix> all, Recipe recipe, String tensor, long... dims) {
        boolean logits = tensor.equals(tied ? Weight.EMBEDDING : Weight.OUTPUT);
        Format f = dims.length == 1 ? DType.F32 : recipe.format(tensor, dims[1], dims[0], logits, layers).orElse(DType.F32);
        all.add(new Matrix(tensor, f, dims));
    }
}
