package intarsia.tests.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Two vocabularies of some three hundred words that can spell any text. */
public enum TinyVocabulary {
    LLAMA {
        @Override
        void write(GgufWriter out) {
            List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
            List<Integer> types = new ArrayList<>(List.of(2, 3, 3));
            for (int b = 0; b < 256; b++) {
                tokens.add(String.format("<0x%02X>", b));
                types.add(6);
            }
            for (String piece : PIECES) tokens.add(piece.replace(' ', '\u2581'));
            List<Float> scores = new ArrayList<>();
            for (int id = 0; id < tokens.size(); id++) {
                if (id >= types.size()) types.add(1);
                scores.add(types.get(id) == 1 ? 259f - id : 0f);
            }
            out.put(KEY + "model", "llama").put(KEY + "tokens", tokens).put(KEY + "scores", scores).put(KEY + "token_type", types)
                    .put(KEY + "bos_token_id", 1).put(KEY + "eos_token_id", 2).put(KEY + "unknown_token_id", 0);
        }

        @Override
        int size() {
            return 259 + PIECES.size();
        }
    },

    GPT2 {
        @Override
        void write(GgufWriter out) {
            List<String> tokens = new ArrayList<>();
            for (int b = 0, other = 0x100; b < 256; b++) {
                boolean printable = (b > 0x20 && b < 0x7f) || (b > 0xa0 && b != 0xad);
                tokens.add(Character.toString(printable ? b : other++));
            }
            List<String> merges = new ArrayList<>();
            for (String piece : PIECES) {
                if (piece.length() == 1) continue;
                String written = piece.replace(' ', '\u0120');
                merges.add(written.substring(0, piece.length() - 1) + ' ' + written.substring(piece.length() - 1));
                tokens.add(written);
            }
            tokens.add("<|end|>");
            List<Integer> types = new ArrayList<>(Collections.nCopies(tokens.size() - 1, 1));
            types.add(3);
            out.put(KEY + "model", "gpt2").put(KEY + "pre", "qwen2").put(KEY + "tokens", tokens).put(KEY + "token_type", types)
                    .put(KEY + "merges", merges).put(KEY + "eos_token_id", tokens.size() - 1).put(KEY + "bos_token_id", tokens.size() - 1);
        }

        @Override
        int size() {
            return 257 + (int) PIECES.stream().filter(p -> p.length() > 1).count();
        }
    };

    private static final String KEY = "tokenizer.ggml.";

    /** Every piece after the one it is made from by a last letter. */
    private static final List<String> PIECES = List.of(
            " t", " th", " the", " a", "in", "ing", "ed", "er", "on", "onc", "once", "ti", "tim", "time", " o", " of", " u", " up",
            " ", "a", "b", "c", "d", "e", "f", "g", "h", "i", "l", "m", "n", "o", "p", "r", "s", "t", "u", "w", "y", ".", ",");

    /** Puts the tokenizer's metadata. */
    abstract void write(GgufWriter out);

    /** The number of ids. */
    abstract int size();
}
