package intarsia.runtime.op;

import intarsia.runtime.Tensor;

/** What a call gives for a buffer of a plan. */
sealed interface Operand {
    String name();

    /** Numbers that are read. */
    record In(String name, Floats values) implements Operand {
    }

    /** Numbers that are written. */
    record Out(String name, Floats values) implements Operand {
    }

    /** Indices that are read. */
    record Indices(String name, int[] values) implements Operand {
    }

    /** A tensor as it is. */
    record Fixed(String name, Tensor tensor) implements Operand {
    }
}
