package intarsia.decoder.tokenizer;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that are recognised in text as they are spelled, before any merging: at each place the longest, from the left.
 * A trie, so a text of n characters takes n times the longest spelling at most, however many tokens there are.
 */
final class SpecialTokens {
    /** Encodes text without special tokens. */
    @FunctionalInterface
    interface Words {
        void encode(String text, Ids into);
    }

    private static final class Node {
        static final int NO_TOKEN = -1;
        final Map<Character, Node> next = new HashMap<>();
        /** The token everyone sees here, and the one seen only where control tokens are asked for. */
        int open = NO_TOKEN, asked = NO_TOKEN;
    }

    private final Node root = new Node();
    private final Vocabulary vocabulary;

    SpecialTokens(Vocabulary v) {
        vocabulary = v;
        for (int id = 0; id < v.size(); id++) {
            switch (v.type(id)) {
                case USER_DEFINED -> add(v.tokens().get(id), id, true);
                case CONTROL, UNKNOWN -> add(v.tokens().get(id), id, false);
                case NORMAL, UNUSED, BYTE -> { }
            }
        }
    }

    private void add(String spelling, int id, boolean open) {
        if (spelling.isEmpty()) return;
        Node n = root;
        for (int i = 0; i < spelling.length(); i++) n = n.next.computeIfAbsent(spelling.charAt(i), c -> new Node());
        if (open) n.open = id;
        else n.asked = id;
    }

    /**
     * The ids of {@code text}: BOS where wanted, special tokens where they stand, {@code words} between. Text at the start
     * or after a special token gets the space prefix, where the vocabulary has one.
     */
    int[] encode(String text, boolean bos, boolean special, Words words) {
        String prefix = vocabulary.addsSpacePrefix() ? " " : "";
        var ids = new Ids();
        if (bos && vocabulary.addsBos()) ids.add(vocabulary.special().bos());
        int done = 0;
        for (int at = 0; at < text.length(); ) {
            Match m = longestAt(text, at, special);
            if (m == null) {
                at++;
                continue;
            }
            if (at > done) words.encode(prefix + text.substring(done, at), ids);
            ids.add(m.id);
            at = done = m.end;
        }
        if (done < text.length()) words.encode(prefix + text.substring(done), ids);
        return ids.toArray();
    }

    private @Nullable Match longestAt(String text, int at, boolean special) {
        Match longest = null;
        Node n = root.next.get(text.charAt(at));
        for (int i = at + 1; n != null; i++) {
            int id = special && n.asked != Node.NO_TOKEN ? n.asked : n.open;
            if (id != Node.NO_TOKEN) longest = new Match(id, i);
            n = i < text.length() ? n.next.get(text.charAt(i)) : null;
        }
        return longest;
    }

    private record Match(int id, int end) { }
}
