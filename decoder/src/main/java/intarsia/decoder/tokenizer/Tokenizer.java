package intarsia.decoder.tokenizer;

/** Text to token ids and back. Immutable: threads may share one. */
public sealed interface Tokenizer permits SentencePiece, BytePair {

    /** The tokenizer that {@code v} describes. */
    static Tokenizer of(Vocabulary v) {
        return switch (v.model()) {
            case LLAMA -> new SentencePiece(v);
            case GPT2 -> new BytePair(v);
        };
    }

    Vocabulary vocabulary();

    /** The bytes that every id prints. */
    TokenBytes printed();

    /**
     * The ids of {@code text}.
     *
     * @param bos put BOS first, where the vocabulary {@linkplain Vocabulary#addsBos asks for it}
     * @param special read the spelling of control tokens in the text as those tokens; false for text of strangers
     * @throws IllegalArgumentException where the text has half of a surrogate pair, or a byte no token can spell
     */
    int[] encode(String text, boolean bos, boolean special);

    /** The ids of {@code text} as the start of a sequence, control tokens in it being ordinary text. */
    default int[] encode(String text) {
        return encode(text, true, false);
    }

    /** The bytes {@code id} prints, in UTF-8; a token may end inside a character, a control token prints nothing. */
    default byte[] bytes(int id) {
        return printed().copy(id);
    }

    /** The text of a whole sequence; bytes that are no UTF-8 become U+FFFD. */
    default String decode(int... ids) {
        var stream = Utf8Stream.ofSequence(this);
        var text = new StringBuilder();
        for (int id : ids) text.append(stream.push(id));
        return text.append(stream.finish()).toString();
    }

    /** Whether generation stops at {@code id}. */
    default boolean ends(int id) {
        return id == vocabulary().special().eos() || id == vocabulary().special().eot();
    }
}
