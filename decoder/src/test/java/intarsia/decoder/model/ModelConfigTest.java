package intarsia.decoder.model;

import static org.junit.jupiter.api.Assertions.*;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.gguf.GgmlType;
import intarsia.decoder.gguf.Gguf;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {
    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2", "qwen3"})
    void everyArchitectureReadsItsHyperParameters(String name) {
        try (Gguf file = new TinyModel(name).open(folder)) {
            assertEquals(new ModelConfig(Architecture.of(name), 2, 64, 96, 4, 2, 16, 16, 1e-5f, 10_000f, List.of(), 128, 5, true), ModelConfig.of(file));
        }
    }

    @Test
    void whatTheFileSaysReplacesWhatFollowsFromTheWidth() {
        var model = new TinyModel("llama").set("attention.key_length", 8).set("attention.value_length", 24).set("rope.freq_base", 5e5f)
            .set("rope.dimension_count", 8).tensor("output.weight", GgmlType.F32, 64, 5).filled("rope_freqs.weight", 1.5f, 4);
        for (int l = 0; l < 2; l++) {
            model.tensor("blk." + l + ".attn_q.weight", GgmlType.F32, 64, 32).tensor("blk." + l + ".attn_k.weight", GgmlType.F32, 64, 16)
                .tensor("blk." + l + ".attn_v.weight", GgmlType.F32, 64, 48).tensor("blk." + l + ".attn_output.weight", GgmlType.F32, 96, 64);
        }
        try (Gguf file = model.open(folder)) {
            ModelConfig c = ModelConfig.of(file);
            assertEquals(List.of(8, 24), List.of(c.keyDim(), c.valueDim()));
            assertEquals(5e5f, c.ropeBase());
            assertEquals(Collections.nCopies(4, 1.5), c.ropeDivisors());
            assertFalse(c.tied());
        }
    }

    @Test
    void aFileWithoutHeadCountKvHasAKeyHeadForEveryQueryHead() {
        var model = new TinyModel("llama").withoutKey("llama.attention.head_count_kv");
        for (int l = 0; l < 2; l++) {
            for (String p : List.of("k", "v")) model.tensor("blk." + l + ".attn_" + p + ".weight", GgmlType.F32, 64, 64);
        }
        try (Gguf file = model.open(folder)) {
            assertEquals(4, ModelConfig.of(file).groups());
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(
            fault("an unknown architecture", m -> m.key("general.architecture", "mamba"), "key general.architecture", "[llama, qwen2, qwen3]", "mamba"),
            fault("no architecture", m -> m.withoutKey("general.architecture"), "key general.architecture", "a string", "no such key"),
            fault("no layers", m -> m.set("block_count", 0), "key llama.block_count", "from 1 to 1024", "0"),
            fault("a thousand million layers", m -> m.set("block_count", 1_000_000_000), "key llama.block_count", "from 1 to 1024", "1000000000"),
            fault("more layers than tensors", m -> m.set("block_count", 3), "tensors", "3 layers", "blk.2.attn_norm.weight, blk.2.attn_q.weight"),
            fault("fewer layers than tensors", m -> m.set("block_count", 1), "tensors", "1 layers", "blk.1.attn_norm.weight"),
            fault("no width", m -> m.withoutKey("llama.embedding_length"), "key llama.embedding_length", "an integer", "no such key"),
            fault("another width", m -> m.set("embedding_length", 128), "tensor token_embd.weight", "shape 128×5", "64×5"),
            fault("another hidden size", m -> m.set("feed_forward_length", 95), "tensor blk.0.ffn_gate.weight", "shape 64×95", "64×96"),
            fault("heads that do not divide", m -> m.set("attention.head_count_kv", 3), "key llama.attention.head_count_kv", "a divisor of the 4", "3"),
            fault("more key heads than heads", m -> m.set("attention.head_count_kv", 8), "key llama.attention.head_count_kv", "from 1 to 4", "8"),
            fault("a width no heads divide", m -> m.set("attention.head_count", 5).set("attention.head_count_kv", 1), "key llama.attention.head_count", "out of 64", "5"),
            fault("heads of odd size", m -> m.set("attention.key_length", 15), "key llama.attention.key_length", "even", "15 elements a head"),
            fault("a negative epsilon", m -> m.set("attention.layer_norm_rms_epsilon", -1f), "layer_norm_rms_epsilon", "from 0.0 to 1.0", "-1.0"),
            fault("an epsilon that is no number", m -> m.set("attention.layer_norm_rms_epsilon", Float.NaN), "layer_norm_rms_epsilon", "from 0.0 to 1.0", "NaN"),
            fault("an infinite base", m -> m.set("rope.freq_base", Float.POSITIVE_INFINITY), "key llama.rope.freq_base", "a real number", "Infinity"),
            fault("partial rotary embeddings", m -> m.set("rope.dimension_count", 8), "key llama.rope.dimension_count", "16, whole heads", "8"),
            fault("YaRN", m -> m.set("rope.scaling.type", "yarn"), "key llama.rope.scaling.type", "rope_freqs.weight", "yarn"),
            fault("linear scaling", m -> m.set("rope.scaling.factor", 4f), "key llama.rope.scaling.factor", "1: linear scaling", "4.0"),
            fault("linear scaling by the older key", m -> m.set("rope.scale_linear", 2f), "key llama.rope.scale_linear", "1: linear scaling", "2.0"),
            fault("experts", m -> m.set("expert_count", 8), "key llama.expert_count", "0: mixtures", "8"),
            fault("a look ahead", m -> m.set("attention.causal", false), "key llama.attention.causal", "true", "false"),
            fault("a part of a model", m -> m.key("split.count", 3), "key split.count", "1: a model in several files", "3"),
            fault("no context", m -> m.set("context_length", 0), "key llama.context_length", "from 1", "0"),
            fault("a vocabulary of another size", m -> m.key("tokenizer.ggml.tokens", List.of("a")), "tensor token_embd.weight", "shape 64×1", "64×5"),
            fault("a missing norm", m -> m.without("output_norm.weight"), "tensors", "every tensor of llama", "output_norm.weight"),
            fault("a bias that llama has not", m -> m.tensor("blk.0.attn_q.bias", GgmlType.F32, 64), "tensors", "no others", "blk.0.attn_q.bias"),
            fault("an output of another shape", m -> m.tensor("output.weight", GgmlType.F32, 64, 4), "tensor output.weight", "shape 64×5", "64×4"),
            fault("too few divisors", m -> m.filled("rope_freqs.weight", 1, 7), "tensor rope_freqs.weight", "shape 8", "7"),
            fault("divisors of 0", m -> m.filled("rope_freqs.weight", 0, 8), "tensor rope_freqs.weight[0]", "a positive number", "0.0"),
            fault("divisors that are no numbers", m -> m.filled("rope_freqs.weight", Float.NaN, 8), "tensor rope_freqs.weight[0]", "a positive number", "NaN"),
            fault("divisors as f16", m -> m.tensor("rope_freqs.weight", GgmlType.F16, 8), "tensor rope_freqs.weight", "type F32", "F16"));
    }

    private static Arguments fault(String what, UnaryOperator<TinyModel> change, String... wanted) {
        return Arguments.of(what, change, List.of(wanted));
    }

    @ParameterizedTest(name = "{0}: one line names field, wanted and found")
    @MethodSource("faults")
    void faultsAreNamed(String what, UnaryOperator<TinyModel> change, List<String> wanted) {
        try (Gguf file = change.apply(new TinyModel("llama")).open(folder)) {
            String message = assertThrows(ModelFileException.class, () -> ModelConfig.of(file)).getMessage();
            assertTrue(message.contains("tiny.gguf") && message.lines().count() == 1, message);
            for (String part : wanted) assertTrue(message.contains(part), () -> message + " lacks '" + part + "'");
        }
    }

    @Test
    void qwen2WithoutBiasesLacksThem() {
        try (Gguf file = new TinyModel("qwen2").without("blk.1.attn_k.bias").open(folder)) {
            String message = assertThrows(ModelFileException.class, () -> ModelConfig.of(file)).getMessage();
            assertTrue(message.contains("found none called blk.1.attn_k.bias"), message);
        }
    }

    @Test
    void manyMissingTensorsAreCounted() {
        try (Gguf file = new TinyModel("llama").set("block_count", 1024).open(folder)) {
            String message = assertThrows(ModelFileException.class, () -> ModelConfig.of(file)).getMessage();
            assertTrue(message.endsWith("blk.2.attn_output.weight, blk.2.ffn_norm.weight and 9192 more") && message.length() < 400, message);
        }
    }

    @Test
    void anArchitectureThatIsNotInTheTableIsNamedWithThoseThatAre() {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Architecture.of("gemma")).getMessage());
        assertTrue(message.contains("'gemma'") && message.contains("[llama, qwen2, qwen3]"), message);
    }
}
