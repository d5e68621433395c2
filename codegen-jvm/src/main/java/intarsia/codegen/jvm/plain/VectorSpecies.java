package intarsia.codegen.jvm.plain;

/** A number of lanes of one type. */
public interface VectorSpecies {
    /** How many lanes. */
    int length();

    /** The class of its vectors. */
    Class<?> vectorType();

    /** The class of its masks. */
    Class<?> maskType();

    /** A mask with every lane as {@code on}. */
    VectorMask maskAll(boolean on);

    /** Lanes of {@code lane} bits in vectors of {@code bits}. */
    static VectorSpecies of(Class<? extends Vector> type, int bits, int lane) {
        return new Lanes(Math.max(1, bits / lane), type);
    }

    /** What a species is. */
    record Lanes(int length, Class<?> vectorType) implements VectorSpecies {
        @Override
        public Class<?> maskType() {
            return VectorMask.class;
        }

        @Override
        public VectorMask maskAll(boolean on) {
            return VectorMask.all(length, on);
        }
    }
}
