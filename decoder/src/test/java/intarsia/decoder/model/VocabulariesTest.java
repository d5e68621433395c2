package intarsia.decoder.model;

import static org.junit.jupiter.api.Assertions.*;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.tokenizer.Vocabulary;
import intarsia.decoder.tokenizer.Vocabulary.Special;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VocabulariesTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void theKeysOfAFileMakeItsVocabulary() {
        try (Gguf file = new TinyModel("llama").key("tokenizer.ggml.add_bos_token", false).open(folder)) {
            Vocabulary v = Vocabularies.of(file);
            assertEquals(Vocabulary.Model.LLAMA, v.model());
            assertEquals(List.of("<unk>", "<s>", "</s>", "a", "b"), v.tokens());
            assertArrayEquals(new float[] {0, 0, 0, -1, -2}, v.scores());
            assertArrayEquals(new int[] {2, 3, 3, 1, 1}, v.types());
            assertEquals(new Special(1, 2, Special.NONE, Special.NONE), v.special());
            assertEquals(false, v.addBos());
            assertNull(v.addSpacePrefix(), "no such key");
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(
            fault("an unknown model", m -> m.key("tokenizer.ggml.model", "bert"), "'bert'", "[llama, gpt2]"),
            fault("an unknown pre-tokenizer", m -> m.key("tokenizer.ggml.model", "gpt2").key("tokenizer.ggml.pre", "klingon"), "'klingon'", "llama-bpe"),
            fault("too few scores", m -> m.key("tokenizer.ggml.scores", new float[] {0}), "scores has 1 entries", "wanted 5"),
            fault("an id beyond the vocabulary", m -> m.key("tokenizer.ggml.eos_token_id", 5), "key tokenizer.ggml.eos_token_id", "from 0 to 4"),
            fault("a token type that is none", m -> m.key("tokenizer.ggml.token_type", new long[] {2, 3, 3, 1, 9}), "token_type[4]", "from 0 to 6"),
            fault("no tokens", m -> m.withoutKey("tokenizer.ggml.tokens"), "key tokenizer.ggml.tokens", "no such key"));
    }

    private static Arguments fault(String what, UnaryOperator<TinyModel> change, String... wanted) {
        return Arguments.of(what, change, List.of(wanted));
    }

    @ParameterizedTest(name = "{0} is named in one line")
    @MethodSource("faults")
    void faultsAreNamed(String what, UnaryOperator<TinyModel> change, List<String> wanted) {
        try (Gguf file = change.apply(new TinyModel("llama")).open(folder)) {
            String message = assertThrows(ModelFileException.class, () -> Vocabularies.tokenizer(file)).getMessage();
            assertTrue(message.contains("tiny.gguf") && message.lines().count() == 1, message);
            for (String part : wanted) assertTrue(message.contains(part), () -> message + " lacks '" + part + "'");
        }
    }
}
