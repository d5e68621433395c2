package intarsia.decoder.model;

import static org.junit.jupiter.api.Assertions.*;

import intarsia.decoder.file.SharedData;
import intarsia.decoder.gguf.GgmlType;
import intarsia.decoder.gguf.Gguf;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelReportTest {
    @TempDir
    Path folder = Path.of("");

    private ModelReport report(TinyModel model) {
        try (Gguf file = model.open(folder)) {
            return ModelReport.of(file);
        }
    }

    @Test
    void aModelThatRunsIsDescribed() {
        ModelReport report = report(new TinyModel("qwen3"));
        assertEquals(List.of("architecture: qwen3", "parameters: 62,144 in 24 tensors", "tensor types: F32 ×9, F16 ×2, BF16 ×2, Q4_0 ×4, Q8_0 ×7",
            "context_length: 128", "block_count: 2", "embedding_length: 64", "feed_forward_length: 96", "attention.head_count: 4",
            "attention.head_count_kv: 2", "vocabulary: \"llama\", 5 tokens", "runs: yes"), report.lines().subList(1, report.lines().size()));
        assertTrue(report.runs());
    }

    @Test
    void everythingThatIsMissingIsListed() {
        ModelReport report = report(new TinyModel("llama").tensor("blk.0.ffn_up.weight", GgmlType.I8, 64, 96).without("output_norm.weight")
            .key("tokenizer.ggml.model", "t5"));
        assertFalse(report.runs());
        assertEquals(3, report.missing().size(), report.missing().toString());
        assertTrue(report.missing().get(0).contains("none called output_norm.weight"));
        assertTrue(report.missing().get(1).contains("kernels for type I8 of 1 tensors, as blk.0.ffn_up.weight"));
        assertTrue(report.missing().get(2).contains("tokenizer.ggml.model is 't5'; known: [llama, gpt2]"));
    }

    @Test
    void aFileOfAnUnknownKindIsDescribedAllTheSame() {
        ModelReport report = report(new TinyModel("llama").key("general.architecture", "clip\u001b[2J"));
        assertTrue(report.facts().contains("architecture: clip\\u{1b}[2J"), report.facts().toString());
        assertTrue(report.missing().getFirst().contains("[llama, qwen2, qwen3]"), report.missing().toString());
        assertFalse(report.lines().toString().contains("\u001b"));
    }

    @Test
    void keysOfTheWrongTypeDoNotStopAReport() {
        ModelReport report = report(new TinyModel("llama").key("general.architecture", 7).key("tokenizer.ggml.tokens", 3));
        assertTrue(report.facts().contains("architecture: 7"), report.facts().toString());
        assertEquals(2, report.missing().size(), report.missing().toString());
    }

    @Test
    void aVocabularyWithoutWeightsIsNoModel() {
        try (Gguf file = Gguf.open(SharedData.file("tokenizers/ggml-vocab-gpt-2.gguf"))) {
            ModelReport report = ModelReport.of(file);
            assertTrue(report.facts().contains("vocabulary: \"gpt2\", 50,257 tokens"), report.facts().toString());
            assertEquals(1, report.missing().size(), report.missing().toString());
        }
    }

    @Test
    void theStoriesModelRuns() {
        try (Gguf file = Gguf.open(SharedData.file("stories260K/stories260K-Q4_0.gguf"))) {
            ModelReport report = ModelReport.of(file);
            assertTrue(report.runs(), report.missing().toString());
            assertTrue(report.facts().contains("parameters: 260,032 in 47 tensors"), report.facts().toString());
        }
    }
}
