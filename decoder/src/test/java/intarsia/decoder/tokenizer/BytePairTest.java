package intarsia.decoder.tokenizer;

import static org.junit.jupiter.api.Assertions.*;

import intarsia.decoder.tokenizer.Vocabulary.Special;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BytePairTest {
    private static final Special NONE = new Special(-1, -1, -1, -1);

    @Test
    void mergesFollowTheirRank() {
        var v = new SmallVocabularies().byteAlphabet().normal("ab", "bc", "abc");
        assertArrayEquals(v.ids("abc"), Tokenizer.of(v.gpt2("gpt-2", NONE, null, "a b", "b c", "ab c")).encode("abc"));
        assertArrayEquals(v.ids("a", "bc"), Tokenizer.of(v.gpt2("gpt-2", NONE, null, "b c", "a b", "ab c")).encode("abc"));
    }

    @Test
    void llama3TakesAWordThatIsATokenWhole() {
        var v = new SmallVocabularies().byteAlphabet().normal("ab", "abc", "abcd");
        assertArrayEquals(v.ids("abcd"), Tokenizer.of(v.gpt2("llama-bpe", NONE, null, "a b")).encode("abcd"));
        assertArrayEquals(v.ids("ab", "c", "d"), Tokenizer.of(v.gpt2("qwen2", NONE, null, "a b")).encode("abcd"));
    }

    @Test
    void aMergeThatIsNoTokenIsSpelledInBytes() {
        var v = new SmallVocabularies().byteAlphabet();
        assertArrayEquals(v.ids("a", "b"), Tokenizer.of(v.gpt2("gpt-2", NONE, null, "a b")).encode("ab"));
    }

    @Test
    void onlyTheLlama3FamilyBeginsWithBosUnlessTheFileSays() {
        var v = new SmallVocabularies().byteAlphabet().add("<bos>", TokenType.CONTROL, 0);
        var special = new Special(256, -1, -1, -1);
        assertEquals(2, Tokenizer.of(v.gpt2("llama-bpe", special, null)).encode("a").length);
        assertEquals(1, Tokenizer.of(v.gpt2("llama-bpe", special, false)).encode("a").length);
        assertEquals(1, Tokenizer.of(v.gpt2("qwen2", special, null)).encode("a").length);
        assertEquals(2, Tokenizer.of(v.gpt2("qwen2", special, true)).encode("a").length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-2", "llama-bpe", "qwen2", "smollm", "default"})
    void anyTextComesBackUnchanged(String pre) {
        var v = new SmallVocabularies().byteAlphabet();
        var t = Tokenizer.of(v.gpt2(pre, NONE, null, "a b", "\u0120 a"));
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            var text = new StringBuilder();
            for (int i = 0; i < 40; i++) text.appendCodePoint(codePoint(random));
            assertEquals(text.toString(), t.decode(t.encode(text.toString())), () -> "seed 7, " + pre);
        }
    }

    private static int codePoint(Random random) {
        String common = " \n\t\r'ab1.\u00a0\u2028\u3000";
        if (random.nextInt(3) > 0) return common.charAt(random.nextInt(common.length()));
        int c = random.nextInt(0x110000);
        return c >= 0xd800 && c < 0xe000 ? c - 0xd800 : c;
    }

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, delimiter = ';', value = {
        "gpt-2;I'll GO'LL  now 12345 x;I|'ll| GO|'|LL| | now| 12345| x",
        "llama-bpe;I'll GO'LL  now 12345 x;I|'ll| GO|'LL| | now| |123|45| x",
        "qwen2;I'll GO'LL  now 123 x;I|'ll| GO|'LL| | now| |1|2|3| x",
        "smollm;ab 123 x;ab| |1|2|3| x",
        "default;ab 12345 (x);ab| |123|45| |(|x|)",
        "llama-bpe;(a ?!;(a| ?!",
        "gpt-2;(a ?!;(|a| ?!",
        "gpt-2;\u00e9\u4e2d\u00a0\u00a0x;\u00e9\u4e2d|\u00a0|\u00a0|x",
    })
    void eachModelCutsTextItsOwnWay(String pre, String text, String words) {
        assertEquals(List.of(words.split("\\|")), PreTokenizer.of(pre).split(text));
    }

    @Test
    void lineEndsBelongToTheWordBeforeThemInLlama3() {
        assertEquals(List.of("a", " ?\n\n", "  \n", " ", " b"), PreTokenizer.of("llama-bpe").split("a ?\n\n  \n  b"));
    }

    @Test
    void anUnknownPreTokenizerNamesTheKnownOnes() {
        var v = new SmallVocabularies().byteAlphabet().gpt2("tekken", NONE, null);
        var e = assertThrows(IllegalArgumentException.class, () -> Tokenizer.of(v));
        assertTrue(e.toString().contains("tokenizer.ggml.pre is 'tekken'; known: [gpt-2, "), e::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "a  b", " ab", "ab ", "a b c", ""})
    void aMergeIsTwoSymbolsWithASpaceBetween(String merge) {
        var v = new SmallVocabularies().byteAlphabet().gpt2("gpt-2", NONE, null, merge);
        var e = assertThrows(IllegalArgumentException.class, () -> Tokenizer.of(v));
        assertEquals("tokenizer.ggml.merges[0] is '" + merge + "', wanted two symbols with one space between", e.getMessage());
    }

    @Test
    void aByteWithoutTokenIsAnError() {
        var v = new SmallVocabularies().normal("a").gpt2("gpt-2", NONE, null);
        var e = assertThrows(IllegalArgumentException.class, () -> Tokenizer.of(v).encode("a b"));
        assertEquals("no token spells the byte 32: wanted '\u0120' in tokenizer.ggml.tokens", e.getMessage());
    }
}
