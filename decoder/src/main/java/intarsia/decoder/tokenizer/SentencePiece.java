package intarsia.decoder.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * SentencePiece's pair merging as Llama 1 and 2 use it: spaces are written U+2581, the two neighbours whose
 * concatenation is the best-scored piece merge first, and a character that is no piece is spelled in byte tokens.
 * Control, byte and unknown tokens are no pieces: text cannot spell them by accident.
 */
final class SentencePiece implements Tokenizer {
    private static final char SPACE = '\u2581';
    private static final int MISSING = -1;

    private final Vocabulary vocabulary;
    private final TokenBytes printed;
    private final SpecialTokens special;
    private final Map<String, Integer> pieces = new HashMap<>();
    private final int longest;
    /** Place of each id when ids are sorted by falling score; equal scores share a place. */
    private final int[] rank;
    /** The token of each byte, or {@link #MISSING}. */
    private final int[] ofByte = new int[256];

    SentencePiece(Vocabulary v) {
        vocabulary = v;
        special = new SpecialTokens(v);
        Arrays.fill(ofByte, MISSING);
        int max = 0;
        for (int id = 0; id < v.size(); id++) {
            String piece = v.tokens().get(id);
            switch (v.type(id)) {
                case NORMAL, USER_DEFINED, UNUSED -> {
                    pieces.put(piece, id);
                    max = Math.max(max, piece.length());
                }
                case BYTE -> ofByte[byteOf(piece, id)] = id;
                case CONTROL, UNKNOWN -> { }
            }
        }
        longest = max;
        rank = ranks(v.scores());
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
        return this.special.encode(SourceText.checked(text), bos, special, this::merge);
    }

    private void merge(String spaced, Ids ids) {
        String text = spaced.replace(' ', SPACE);
        var merged = new PairMerger(text, this::rank).run();
        for (int at = 0; at < text.length(); at = merged.end(at)) {
            String symbol = text.substring(at, merged.end(at));
            Integer id = pieces.get(symbol);
            if (id != null) ids.add(id);
            else spell(symbol, ids);
        }
    }

    private int rank(String text, int start, int middle, int end) {
        if (end - start > longest) return PairMerger.Ranks.NEVER;
        Integer id = pieces.get(text.substring(start, end));
        return id == null ? PairMerger.Ranks.NEVER : rank[id];
    }

    /** A character that is no piece: its bytes, or the unknown token where the vocabulary lacks one of them. */
    private void spell(String symbol, Ids ids) {
        byte[] bytes = symbol.getBytes(UTF_8);
        for (byte b : bytes) {
            if (ofByte[b & 0xff] == MISSING) {
                ids.add(unknown(symbol));
                return;
            }
        }
        for (byte b : bytes) ids.add(ofByte[b & 0xff]);
    }

    private int unknown(String symbol) {
        int unk = vocabulary.special().unk();
        if (unk == Vocabulary.Special.NONE) {
            throw new IllegalArgumentException("no token spells '" + symbol + "': the vocabulary has neither its bytes nor an unknown token");
        }
        return unk;
    }

    private byte[] print(int id) {
        String piece = vocabulary.tokens().get(id);
        return switch (vocabulary.type(id)) {
            case NORMAL, UNUSED -> piece.replace(SPACE, ' ').getBytes(UTF_8);
            case USER_DEFINED -> piece.getBytes(UTF_8);
            case BYTE -> new byte[] {(byte) byteOf(piece, id)};
            case CONTROL, UNKNOWN -> new byte[0];
        };
    }

    private static int byteOf(String piece, int id) {
        if (!piece.matches("<0x[0-9A-Fa-f]{2}>")) {
            throw new IllegalArgumentException("token " + id + " is of type byte, but is spelled '" + piece + "', wanted <0x00> to <0xFF>");
        }
        return Integer.parseInt(piece, 3, 5, 16);
    }

    private static int[] ranks(float[] scores) {
        Integer[] ids = new Integer[scores.length];
        Arrays.setAll(ids, i -> i);
        Arrays.sort(ids, (a, b) -> Float.compare(scores[b], scores[a]));
        int[] rank = new int[scores.length];
        for (int i = 1; i < ids.length; i++) {
            boolean same = scores[ids[i]] == scores[ids[i - 1]];
            rank[ids[i]] = same ? rank[ids[i - 1]] : i;
        }
        return rank;
    }
}
