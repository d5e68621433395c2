package intarsia.decoder.model;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.gguf.GgmlType;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufTensor;
import intarsia.decoder.gguf.Metadata;
import intarsia.ir.type.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the hyper-parameters in a GGUF file's metadata; each in a range that no product of them leaves. */
final class ConfigReader {
    static final String ARCHITECTURE = "general.architecture";
    static final String TOKENS = "tokenizer.ggml.tokens";
    static final String ROPE_FACTORS = "rope_freqs.weight";
    private static final String PARTS = "split.count";
    private static final int MAX_LAYERS = 1 << 10;
    private static final int MAX_WIDTH = 1 << 18;
    private static final int MAX_HIDDEN = 1 << 20;
    private static final int MAX_HEADS = 1 << 12;
    private static final int MAX_HEAD_DIM = 1 << 12;
    private static final int MAX_CONTEXT = 1 << 26;
    private static final int MAX_WORDS = 1 << 24;

    private final Gguf file;
    private final Metadata keys;
    private final Architecture architecture;

    ConfigReader(Gguf file) {
        this.file = file;
        keys = file.metadata();
        String name = keys.string(ARCHITECTURE);
        architecture = Architecture.find(name).orElseThrow(() ->
            keys.place(ARCHITECTURE).fail("one of " + Architecture.names(), '"' + ModelFileException.printable(name) + '"'));
    }

    ModelConfig read() {
        refuse();
        int layers = integer("block_count", MAX_LAYERS);
        int width = integer("embedding_length", MAX_WIDTH);
        int hidden = integer("feed_forward_length", MAX_HIDDEN);
        int heads = integer("attention.head_count", MAX_HEADS);
        int groups = keys.intValue(key("attention.head_count_kv"), 1, heads, heads);
        if (heads % groups != 0) throw fail("attention.head_count_kv", "a divisor of the " + heads + " query heads", groups);
        int keyDim = headDim("attention.key_length", width, heads);
        int valueDim = headDim("attention.value_length", width, heads);
        rotary(keyDim);
        float epsilon = keys.floatValue(key("attention.layer_norm_rms_epsilon"), 0, 1);
        float base = keys.floatValue(key("rope.freq_base"), 1, 1e15f, 10_000);
        int context = integer("context_length", MAX_CONTEXT);
        boolean tied = file.findTensor(Weight.OUTPUT).isEmpty();
        return new ModelConfig(architecture, layers, width, hidden, heads, groups, keyDim, valueDim, epsilon, base,
            divisors(keyDim / 2), context, words(), tied);
    }

    /** Kinds of model that share the names but compute something else, and parts of models. */
    private void refuse() {
        int parts = keys.intValue(PARTS, 0, Integer.MAX_VALUE, 1);
        if (parts > 1) throw keys.place(PARTS).fail("1: a model in several files has to be merged into one first", Integer.toString(parts));
        int experts = keys.intValue(key("expert_count"), 0, Integer.MAX_VALUE, 0);
        if (experts != 0) throw fail("expert_count", "0: mixtures of experts are not supported", experts);
        if (!keys.boolValue(key("attention.causal"), true)) {
            throw keys.place(key("attention.causal")).fail("true: a decoder looks back only", "false");
        }
        String scaling = keys.string(key("rope.scaling.type"), "none");
        String wanted = "\"none\", or the tensor " + ROPE_FACTORS + ": other scaling of rotary angles is not supported";
        if (!scaling.equals("none")) {
            throw keys.place(key("rope.scaling.type")).fail(wanted, '"' + ModelFileException.printable(scaling) + '"');
        }
        // Without a type a factor means linear scaling, and so does the older key.
        for (String factor : keys.has(key("rope.scaling.type")) ? List.of("rope.scale_linear") : List.of("rope.scaling.factor", "rope.scale_linear")) {
            float f = keys.floatValue(key(factor), 0, Float.MAX_VALUE, 1);
            if (f != 0 && f != 1) throw keys.place(key(factor)).fail("1: linear scaling of rotary angles is not supported", Float.toString(f));
        }
    }

    private int headDim(String name, int width, int heads) {
        if (keys.has(key(name))) return integer(name, MAX_HEAD_DIM);
        if (width % heads != 0 || width / heads > MAX_HEAD_DIM) {
            throw fail("attention.head_count", "heads of 1 to " + MAX_HEAD_DIM + " elements out of " + width + ", or the key " + key(name), heads);
        }
        return width / heads;
    }

    private void rotary(int keyDim) {
        if (keyDim % 2 != 0) {
            String name = keys.has(key("attention.key_length")) ? "attention.key_length" : "attention.head_count";
            throw keys.place(key(name)).fail("heads of an even number of elements, for rotary pairs", keyDim + " elements a head");
        }
        int turned = keys.intValue(key("rope.dimension_count"), 1, Integer.MAX_VALUE, keyDim);
        if (turned != keyDim) throw fail("rope.dimension_count", keyDim + ", whole heads: partial rotary embeddings are not supported", turned);
    }

    /** Tokens that the embedding must have rows for. */
    private int words() {
        if (keys.has(TOKENS)) {
            int n = keys.strings(TOKENS).size();
            if (n < 1 || n > MAX_WORDS) throw keys.place(TOKENS).fail("1 to " + MAX_WORDS + " tokens", Integer.toString(n));
            return n;
        }
        if (keys.has(key("vocab_size"))) return integer("vocab_size", MAX_WORDS);
        GgufTensor embedding = file.tensor(Weight.EMBEDDING);
        if (embedding.dim(1) > MAX_WORDS) throw embedding.place().fail("at most " + MAX_WORDS + " rows, one a token", Long.toString(embedding.dim(1)));
        return (int) embedding.dim(1);
    }

    private List<Double> divisors(int pairs) {
        Optional<GgufTensor> found = architecture.ropeFactors() ? file.findTensor(ROPE_FACTORS) : Optional.empty();
        if (found.isEmpty()) return List.of();
        GgufTensor t = found.get().expect(pairs);
        if (t.type() != GgmlType.F32) throw t.place().fail("type F32", t.type().toString());
        var divisors = new ArrayList<Double>();
        for (int i = 0; i < pairs; i++) {
            double d = DType.F32.dequantize(t.data(), 0, i);
            if (!(d > 0 && d <= Float.MAX_VALUE)) throw t.place().part("[" + i + "]").fail("a positive number", Double.toString(d));
            divisors.add(d);
        }
        return divisors;
    }

    private int integer(String name, int max) {
        return keys.intValue(key(name), 1, max);
    }

    private String key(String name) {
        return architecture.ggufName() + "." + name;
    }

    private ModelFileException fail(String name, String wanted, int found) {
        return keys.place(key(name)).fail(wanted, Integer.toString(found));
    }
}
