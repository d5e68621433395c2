package intarsia.decoder.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;

/**
 * Byte-level pair encoding (GPT-2, Llama 3, Qwen): text is cut into words, a word is written one character a byte, and
 * in it neighbours merge in the order of the merge list.
 */
final class BytePair implements Tokenizer {
    private final Vocabulary vocabulary;
    private final TokenBytes printed;
    private final SpecialTokens special;
    private final PreTokenizer words;
    private final Map<String, Integer> tokens = new HashMap<>();
    /** Rank by "left right", as the file spells a merge. */
    private final Map<String, Integer> merges = new HashMap<>();
    private final int longest;

    BytePair(Vocabulary v) {
        vocabulary = v;
        special = new SpecialTokens(v);
        words = PreTokenizer.of(v.pre());
        for (int id = 0; id < v.size(); id++) {
            switch (v.type(id)) {
                case NORMAL, USER_DEFINED, UNUSED, BYTE -> tokens.put(v.tokens().get(id), id);
                case CONTROL, UNKNOWN -> { }
            }
        }
        int max = 0;
        for (int rank = 0; rank < v.merges().size(); rank++) {
            String merge = v.merges().get(rank);
            int space = merge.indexOf(' ');
            if (space <= 0 || space == merge.length() - 1 || merge.indexOf(' ', space + 1) >= 0) {
                throw new IllegalArgumentException("tokenizer.ggml.merges[" + rank + "] is '" + merge + "', wanted two symbols with one space between");
            }
            merges.putIfAbsent(merge, rank);
            max = Math.max(max, merge.length() - 1);
        }
        longest = max;
        printed = new TokenBytes(v.size(), this::print);
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public TokenBytes printed() {
        return printed;
    }

    @Override
    public int[] encode(String text, boolean bos, boolean special) {
        return this.special.encode(SourceText.checked(text), bos, special, this::words);
    }

    private void words(String text, Ids ids) {
        for (String word : words.split(text)) merge(ByteAlphabet.write(word), ids);
    }

    private void merge(String word, Ids ids) {
        Integer whole = words.wholeWords() ? tokens.get(word) : null;
        if (whole != null) {
            ids.add(whole);
            return;
        }
        var merged = new PairMerger(word, this::rank).run();
        for (int at = 0; at < word.length(); at = merged.end(at)) {
            String symbol = word.substring(at, merged.end(at));
            Integer id = tokens.get(symbol);
            if (id != null) ids.add(id);
            else spell(symbol, ids);
        }
    }

    private int rank(String word, int start, int middle, int end) {
        if (end - start > longest) return PairMerger.Ranks.NEVER;
        Integer rank = merges.get(word.substring(start, middle) + ' ' + word.substring(middle, end));
        return rank == null ? PairMerger.Ranks.NEVER : rank;
    }

    /** A merge whose result is no token: one token a byte. */
    private void spell(String symbol, Ids ids) {
        for (int i = 0; i < symbol.length(); i++) {
            Integer id = tokens.get(symbol.substring(i, i + 1));
            ids.add(id != null ? id : unknown(symbol.charAt(i)));
        }
    }

    private int unknown(char written) {
        int unk = vocabulary.special().unk();
        if (unk == Vocabulary.Special.NONE) {
            int b = ByteAlphabet.read(String.valueOf(written))[0] & 0xff;
            throw new IllegalArgumentException("no token spells the byte " + b + ": wanted '" + written + "' in tokenizer.ggml.tokens");
        }
        return unk;
    }

    private byte[] print(int id) {
        String token = vocabulary.tokens().get(id);
        return switch (vocabulary.type(id)) {
            case NORMAL, UNUSED, BYTE -> ByteAlphabet.read(token);
            case USER_DEFINED -> token.getBytes(UTF_8);
            case CONTROL, UNKNOWN -> new byte[0];
        };
    }
}
