package intarsia.decoder;

/** Why a generation ended. */
public enum End {
    /** It made as many tokens as were asked for. */
    TOKENS,
    /** The model ended the text. */
    TEXT,
    /** The context is full. */
    CONTEXT,
    /** Somebody cancelled it. */
    CANCELLED
}
