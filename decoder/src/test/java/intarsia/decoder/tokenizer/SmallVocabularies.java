package intarsia.decoder.tokenizer;

import intarsia.decoder.tokenizer.Vocabulary.Model;
import intarsia.decoder.tokenizer.Vocabulary.Special;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hand-made vocabularies, entry by entry. */
final class SmallVocabularies {
    private final List<String> tokens = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();

    SmallVocabularies add(String token, TokenType type, float score) {
        tokens.add(token);
        types.add(type.code());
        scores.add(score);
        return this;
    }

    SmallVocabularies normal(String... pieces) {
        for (String p : pieces) add(p, TokenType.NORMAL, -tokens.size());
        return this;
    }

    SmallVocabularies bytes() {
        for (int b = 0; b < 256; b++) add(String.format("<0x%02X>", b), TokenType.BYTE, 0);
        return this;
    }

    SmallVocabularies byteAlphabet() {
        for (int b = 0; b < 256; b++) normal(new String(new char[] {character(b)}));
        return this;
    }

    /** The byte alphabet as its definition reads, apart from the code under test. */
    static char character(int b) {
        int others = 0;
        for (int i = 0; i <= b; i++) {
            boolean printable = (i >= '!' && i <= '~') || (i >= 0xa1 && i <= 0xac) || (i >= 0xae && i <= 0xff);
            if (i == b && printable) return (char) b;
            if (!printable) others++;
        }
        return (char) (0x100 + others - 1);
    }

    int id(String token) {
        return tokens.indexOf(token);
    }

    int[] ids(String... pieces) {
        return Arrays.stream(pieces).mapToInt(this::id).toArray();
    }

    Vocabulary llama(Special special, @Nullable Boolean bos, @Nullable Boolean prefix) {
        float[] s = new float[scores.size()];
        for (int i = 0; i < s.length; i++) s[i] = scores.get(i);
        return new Vocabulary(Model.LLAMA, "default", tokens, s, typeCodes(), List.of(), special, bos, prefix);
    }

    Vocabulary gpt2(String pre, Special special, @Nullable Boolean bos, String... merges) {
        return new Vocabulary(Model.GPT2, pre, tokens, new float[0], typeCodes(), List.of(merges), special, bos, null);
    }

    private int[] typeCodes() {
        return types.stream().mapToInt(Integer::intValue).toArray();
    }
}
