package intarsia.ir.type;

/**
 * A book of vectors: a stored code selects one, and each of several elements takes a component of it. Either a
 * {@linkplain VectorTable table}, or a rule that arithmetic can follow.
 */
public sealed interface VectorBook permits VectorTable, RadixWord, SignWord {
    /** Bits of a code: every code below {@code 1 << bits()} selects a vector. */
    int bits();

    /** Components of a vector. */
    int length();

    /** A component of the vector that a code selects. */
    double value(int code, int component);
}
