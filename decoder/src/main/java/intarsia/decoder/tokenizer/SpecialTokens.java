package intarsia.decoder.tokenizer;

import java.util.HashMap;
import java.util.Map;

/**
 * Tokens that are recognised in text as they are spelled, before any merging: at each place the longest, from the left.
 * A trie, so a text of n characters takes n times the longest spelling at most, however many tokens there are.
 */
final class SpecialTokens {
    /** Receives a text in order. */
    interface Visitor {
        void text(String part);

        void token(int id);
    }

    private static final class Node {
        static final int NO_TOKEN = -1;
        final Map<Character, Node> next = new HashMap<>();
        /** The token everyone sees here, and the one seen only where control tokens are asked for. */
        int open = NO_TOKEN, asked = NO_TOKEN;
    }

    private final Node root = new Node();

    SpecialTokens(Vocabulary v) {
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

    /** Cuts {@code text} at its special tokens; control tokens only where {@code special}. */
    void split(String text, boolean special, Visitor visitor) {
        int done = 0;
        for (int at = 0; at < text.length(); ) {
            int end = at, id = Node.NO_TOKEN;
            Node n = root.next.get(text.charAt(at));
            for (int i = at + 1; n != null; i++) {
                int here = special && n.asked != Node.NO_TOKEN ? n.asked : n.open;
                if (here != Node.NO_TOKEN) {
                    id = here;
                    end = i;
                }
                n = i < text.length() ? n.next.get(text.charAt(i)) : null;
            }
            if (id == Node.NO_TOKEN) {
                at++;
                continue;
            }
            if (at > done) visitor.text(text.substring(done, at));
            visitor.token(id);
            at = done = end;
        }
        if (done < text.length()) visitor.text(text.substring(done));
    }
}
