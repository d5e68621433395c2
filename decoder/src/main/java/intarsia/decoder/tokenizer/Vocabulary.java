package intarsia.decoder.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The facts a tokenizer is built from, as GGUF metadata gives them; an entry's index is its id.
 *
 * @param model {@code tokenizer.ggml.model}
 * @param pre {@code tokenizer.ggml.pre}, the rule that cuts text before merging; read for {@link Model#GPT2} only;
 *     {@code "default"} where the file has no such key
 * @param tokens {@code .tokens}, the spelling of each id
 * @param scores {@code .scores}, one an id; needed for {@link Model#LLAMA}, else empty
 * @param types {@code .token_type}, one an id, or empty: all {@link TokenType#NORMAL}
 * @param merges {@code .merges}, "left right" by falling priority; needed for {@link Model#GPT2}, else empty
 * @param special the ids with a role
 * @param addBos {@code .add_bos_token}; null: no such key, see {@link #addsBos}
 * @param addSpacePrefix {@code .add_space_prefix}; null: no such key, see {@link #addsSpacePrefix}
 */
@SuppressWarnings("ArrayRecordComponent") // a hundred thousand scores: boxes would cost more than the text
public record Vocabulary(
        Model model,
        String pre,
        List<String> tokens,
        float[] scores,
        int[] types,
        List<String> merges,
        Special special,
        @Nullable Boolean addBos,
        @Nullable Boolean addSpacePrefix) {

    /** How text becomes tokens. */
    public enum Model {
        /** SentencePiece style: merge the pair whose result scores best. */
        LLAMA("llama"),
        /** Byte-level pair encoding: merge by the rank in a list. */
        GPT2("gpt2");

        private final String ggufName;

        Model(String ggufName) {
            this.ggufName = ggufName;
        }

        /** The value of {@code tokenizer.ggml.model} that means this. */
        public String ggufName() {
            return ggufName;
        }

        /** The model of that GGUF name. */
        public static Model of(String ggufName) {
            for (Model m : values()) if (m.ggufName.equals(ggufName)) return m;
            throw new IllegalArgumentException(
                    "tokenizer.ggml.model is '" + ggufName + "'; known: " + Arrays.stream(values()).map(Model::ggufName).toList());
        }
    }

    /** Ids with a role in the sequence; {@link #NONE} where the vocabulary has no such token. */
    public record Special(int bos, int eos, int eot, int unk) {
        public static final int NONE = -1;

        private void check(int size) {
            check("bos", bos, size);
            check("eos", eos, size);
            check("eot", eot, size);
            check("unknown", unk, size);
        }

        private static void check(String role, int id, int size) {
            if (id != NONE && (id < 0 || id >= size)) {
                throw new IllegalArgumentException("tokenizer.ggml." + role + "_token_id is " + id + ", the vocabulary has ids 0 to " + (size - 1));
            }
        }
    }

    public Vocabulary {
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
        int size = tokens.size();
        if (size == 0) throw new IllegalArgumentException("tokenizer.ggml.tokens is empty, wanted at least one token");
        if (types.length != 0) count("token_type", types.length, size);
        if (model == Model.LLAMA || scores.length != 0) count("scores", scores.length, size);
        for (int id = 0; id < scores.length; id++) {
            if (Float.isNaN(scores[id])) throw new IllegalArgumentException("tokenizer.ggml.scores[" + id + "] is NaN, wanted a number");
        }
        if (model == Model.LLAMA && !merges.isEmpty()) {
            throw new IllegalArgumentException("tokenizer.ggml.merges has " + merges.size() + " entries, but the model 'llama' merges by score");
        }
        special.check(size);
        if (special.bos() == Special.NONE && Objects.equals(addBos, true)) {
            throw new IllegalArgumentException("tokenizer.ggml.add_bos_token is true, but there is no tokenizer.ggml.bos_token_id");
        }
    }

    private static void count(String key, int found, int wanted) {
        if (found != wanted) {
            throw new IllegalArgumentException("tokenizer.ggml." + key + " has " + found + " entries, wanted " + wanted + ", one a token");
        }
    }

    /** The number of ids. */
    public int size() {
        return tokens.size();
    }

    /** What the entry {@code id} is. */
    public TokenType type(int id) {
        return types.length == 0 ? TokenType.NORMAL : TokenType.of(types[id], id);
    }

    /**
     * Whether a sequence begins with BOS. Without the key llama.cpp's defaults hold: yes for {@link Model#LLAMA} and
     * for the pre-tokenizers of the Llama 3 family, else no.
     */
    public boolean addsBos() {
        if (special.bos() == Special.NONE) return false;
        if (addBos != null) return addBos;
        return model == Model.LLAMA || PreTokenizer.of(pre).addsBos();
    }

    /** Whether text is encoded as if a space stood before it; without the key only for {@link Model#LLAMA}. */
    public boolean addsSpacePrefix() {
        return addSpacePrefix != null ? addSpacePrefix : model == Model.LLAMA;
    }
}
