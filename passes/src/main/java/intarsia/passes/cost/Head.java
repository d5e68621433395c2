package intarsia.passes.cost;

import java.util.Locale;

/** What a model answers. */
enum Head {
    /** A score by which points of a problem are ordered, the best highest. */
    RANK,
    /** The natural logarithm of nanoseconds, less that of {@link Features#estimate}. */
    TIME,
    /** The log of the odds that vectors go to the stack. */
    SPILL,
    REGISTERS,
    /** The natural logarithm of the bytes of machine code for each estimated byte of bytecode. */
    CODE;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
