package intarsia.decoder.tokenizer;

import static org.junit.jupiter.api.Assertions.*;

import intarsia.decoder.tokenizer.Vocabulary.Special;
import org.junit.jupiter.api.Test;

class SentencePieceTest {
    private static final Special SPECIAL = new Special(1, 2, 3, 0);

    private final SmallVocabularies v = new SmallVocabularies()
            .add("<unk>", TokenType.UNKNOWN, 0).add("<s>", TokenType.CONTROL, 0).add("</s>", TokenType.CONTROL, 0).add("<eot>", TokenType.CONTROL, 0)
            .bytes()
            .normal("\u2581a", "ab", "bc", "abc", "aa", "\u2581", "a", "b", "c", "<", ">", "s", "<s", "0", "x", "A")
            .add("<|a|>", TokenType.USER_DEFINED, 0);

    private Tokenizer plain() {
        return Tokenizer.of(v.llama(SPECIAL, false, false));
    }

    @Test
    void theBestScoredPairMergesFirst() {
        assertArrayEquals(v.ids("abc"), plain().encode("abc"));
        assertArrayEquals(v.ids("\u2581a", "bc"), plain().encode(" abc"));
        assertArrayEquals(v.ids("aa", "a"), plain().encode("aaa"), "of equals the leftmost");
    }

    @Test
    void beginAndSpacePrefixAreTheDefault() {
        var t = Tokenizer.of(v.llama(SPECIAL, null, null));
        assertArrayEquals(v.ids("<s>", "\u2581a", "bc"), t.encode("abc"));
        assertArrayEquals(v.ids("\u2581a", "bc"), t.encode("abc", false, false));
        assertArrayEquals(v.ids("<s>"), t.encode(""));
        assertEquals("abc", t.decode(t.encode("abc")));
        assertEquals(" abc", t.decode(t.encode(" abc")));
    }

    @Test
    void withoutBeginTokenNoneIsAdded() {
        var t = Tokenizer.of(v.llama(new Special(Special.NONE, 2, Special.NONE, 0), null, null));
        assertArrayEquals(v.ids("\u2581a"), t.encode("a"));
    }

    @Test
    void aCharacterThatIsNoPieceBecomesItsBytes() {
        assertArrayEquals(v.ids("<0xF0>", "<0x9F>", "<0xA6>", "<0x99>", "a"), plain().encode("\uD83E\uDD99a"));
        assertEquals("\uD83E\uDD99a", plain().decode(plain().encode("\uD83E\uDD99a")));
    }

    @Test
    void withoutByteTokensTheUnknownTokenStands() {
        var few = new SmallVocabularies().add("<unk>", TokenType.UNKNOWN, 0).normal("a");
        var t = Tokenizer.of(few.llama(new Special(-1, -1, -1, 0), null, false));
        assertArrayEquals(new int[] {1, 0, 1}, t.encode("a\u00e9a"));
        assertEquals("aa", t.decode(1, 0, 1));
        var none = Tokenizer.of(few.llama(new Special(-1, -1, -1, -1), null, false));
        var e = assertThrows(IllegalArgumentException.class, () -> none.encode("\u00e9"));
        assertEquals("no token spells '\u00e9': the vocabulary has neither its bytes nor an unknown token", e.getMessage());
    }

    @Test
    void controlTokensAreReadFromTextOnlyWhereAsked() {
        assertArrayEquals(v.ids("<s", ">", "a"), plain().encode("<s>a"));
        assertArrayEquals(v.ids("<s>", "a", "</s>"), plain().encode("<s>a</s>", true, true));
        assertArrayEquals(v.ids("<", "0", "x", "0", "A", ">"), plain().encode("<0x0A>", true, true), "byte tokens never");
    }

    @Test
    void userDefinedTokensAreAlwaysReadAndTextAfterThemIsPrefixed() {
        var t = Tokenizer.of(v.llama(SPECIAL, false, true));
        assertArrayEquals(v.ids("\u2581a", "<|a|>", "\u2581a", "bc"), t.encode("a<|a|>abc"));
        assertEquals("<|a|>", t.decode(v.id("<|a|>")));
    }

    @Test
    void controlTokensPrintNothingAndSomeEndTheText() {
        var t = plain();
        assertEquals("ab", t.decode(v.ids("<s>", "a", "</s>", "b")));
        assertTrue(t.ends(2) && t.ends(3));
        assertFalse(t.ends(1) || t.ends(0) || t.ends(-2));
    }

    @Test
    void halfASurrogatePairIsRefused() {
        var e = assertThrows(IllegalArgumentException.class, () -> plain().encode("ab\uD83E"));
        assertEquals("text has half of a surrogate pair (0xd83e) at index 2, which UTF-8 cannot hold", e.getMessage());
    }

    @Test
    void aByteTokenMustBeSpelledAsOne() {
        var bad = new SmallVocabularies().add("<0x4G>", TokenType.BYTE, 0).llama(new Special(-1, -1, -1, -1), null, null);
        var e = assertThrows(IllegalArgumentException.class, () -> Tokenizer.of(bad));
        assertEquals("token 0 is of type byte, but is spelled '<0x4G>', wanted <0x00> to <0xFF>", e.getMessage());
    }
}
