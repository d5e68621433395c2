package intarsia.ir.type;

import java.util.Optional;

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

    /** The name by which {@link CodeBook#of(VectorBook)} is known in text; empty where its values stand there. */
    Optional<String> name();

    /** Bits that tell components apart. */
    default int componentBits() {
        return Integer.SIZE - Integer.numberOfLeadingZeros(length() - 1);
    }

    /** The book of this {@link #name}. */
    static Optional<VectorBook> find(String name) {
        return RadixWord.find(name).or(() -> SignWord.find(name)).or(() -> VectorTable.find(name));
    }
}
