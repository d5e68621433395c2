package intarsia.decoder.tokenizer;

import static org.junit.jupiter.api.Assertions.*;

import intarsia.decoder.tokenizer.Vocabulary.Model;
import intarsia.decoder.tokenizer.Vocabulary.Special;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    private static final Special NONE = new Special(-1, -1, -1, -1);

    private static @Nullable String refused(Model m, float[] scores, int[] types, List<String> merges, Special special) {
        return assertThrows(IllegalArgumentException.class,
                () -> new Vocabulary(m, "default", List.of("a", "b"), scores, types, merges, special, null, null)).getMessage();
    }

    @Test
    void listsOfAnotherLengthAreRefused() {
        assertEquals("tokenizer.ggml.scores has 1 entries, wanted 2, one a token", refused(Model.LLAMA, new float[1], new int[2], List.of(), NONE));
        assertEquals("tokenizer.ggml.scores has 0 entries, wanted 2, one a token", refused(Model.LLAMA, new float[0], new int[2], List.of(), NONE));
        assertEquals("tokenizer.ggml.token_type has 3 entries, wanted 2, one a token", refused(Model.GPT2, new float[0], new int[3], List.of(), NONE));
    }

    @Test
    void aScoreThatIsNoNumberIsRefused() {
        assertEquals("tokenizer.ggml.scores[1] is NaN, wanted a number", refused(Model.LLAMA, new float[] {0, Float.NaN}, new int[2], List.of(), NONE));
    }

    @Test
    void idsOutsideTheVocabularyAreRefused() {
        assertEquals("tokenizer.ggml.bos_token_id is 2, the vocabulary has ids 0 to 1", refused(Model.GPT2, new float[0], new int[0], List.of(), new Special(2, -1, -1, -1)));
        assertEquals("tokenizer.ggml.eot_token_id is -2, the vocabulary has ids 0 to 1", refused(Model.GPT2, new float[0], new int[0], List.of(), new Special(1, 0, -2, -1)));
    }

    @Test
    void anUnknownTypeOrModelIsRefused() {
        var v = new Vocabulary(Model.GPT2, "default", List.of("a", "b"), new float[0], new int[] {1, 9}, List.of(), NONE, null, null);
        assertEquals("token 1: type 9, wanted 1 to 6", assertThrows(IllegalArgumentException.class, () -> Tokenizer.of(v)).getMessage());
        assertEquals("tokenizer.ggml.model is 'rwkv'; known: [llama, gpt2]", assertThrows(IllegalArgumentException.class, () -> Model.of("rwkv")).getMessage());
    }

    @Test
    void theLongestSpecialTokenWins() {
        var v = new SmallVocabularies().byteAlphabet().add("<|", TokenType.USER_DEFINED, 0).add("<|im", TokenType.USER_DEFINED, 0).add("<|im_end|>", TokenType.CONTROL, 0);
        var t = Tokenizer.of(v.gpt2("gpt-2", NONE, null));
        assertArrayEquals(v.ids("a", "<|im_end|>", "<|im", "<|", "_"), t.encode("a<|im_end|><|im<|_", true, true));
        assertArrayEquals(v.ids("<|im", "_"), t.encode("<|im_", true, false));
        assertEquals(1 + "_end|>".length(), t.encode("<|im_end|>").length);
    }
}
