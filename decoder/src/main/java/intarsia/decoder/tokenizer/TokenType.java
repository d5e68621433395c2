package intarsia.decoder.tokenizer;

/** What a vocabulary entry is; the codes are those of GGUF's {@code tokenizer.ggml.token_type}. */
public enum TokenType {
    NORMAL(1),
    /** Stands for text no other token can spell; never made from text and never printed. */
    UNKNOWN(2),
    /** Structure, such as begin-of-sequence: made from text only where the caller asks, never printed. */
    CONTROL(3),
    /** A whole piece of text the model's owner added: recognised in any text before merging starts. */
    USER_DEFINED(4),
    UNUSED(5),
    /** One raw byte, spelled {@code <0xNN>}. */
    BYTE(6);

    private final int code;

    TokenType(int code) {
        this.code = code;
    }

    /** The number that stands in the file. */
    public int code() {
        return code;
    }

    static TokenType of(int code, int id) {
        for (TokenType t : values()) if (t.code == code) return t;
        // Some converters leave 0, "undefined", where they mean an ordinary piece.
        if (code == 0) return NORMAL;
        throw new IllegalArgumentException("token " + id + ": type " + code + ", wanted 1 to 6");
    }
}
