package intarsia.decoder.model;

/** Which two elements of a head a rotary embedding turns together. */
public enum RotaryPairs {
    /** Neighbours: 2i and 2i + 1. GGUF stores the query and key rows of {@code llama} permuted for it. */
    INTERLEAVED,
    /** Element i of the first half and element i of the second. */
    HALVES
}
