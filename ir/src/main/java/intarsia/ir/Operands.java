package intarsia.ir;

import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;

/** What an elementwise op takes: the type rule that the verifier, the back ends and the tests read from its entry. */
public enum Operands {
    /** Truth values and integers. */
    BITS,
    /** Integers, packed words among them. */
    INTEGERS,
    /** Integers, one to a word. */
    WORDS,
    /** Integers, and tiles of truth values. */
    CODES,
    /** Numbers of every kind. */
    NUMBERS,
    /** Numbers, and tiles of truth values. */
    TERMS,
    /** Numbers; at the lane level floats, for of integers nothing is to be done. */
    ROUNDED,
    /** Floats, and above the lane level numbers that are neither floats nor integers. */
    REALS,
    /** Floats. */
    FLOATS;

    /** Whether integers are among them where an op comes down to instructions. */
    public boolean integers() {
        return switch (this) {
            case BITS, INTEGERS, WORDS, CODES, NUMBERS, TERMS -> true;
            case ROUNDED, REALS, FLOATS -> false;
        };
    }

    /** Whether floats are. */
    public boolean floats() {
        return switch (this) {
            case NUMBERS, TERMS, ROUNDED, REALS, FLOATS -> true;
            case BITS, INTEGERS, WORDS, CODES -> false;
        };
    }

    /** Whether an op that takes such operands works on tiles of a type of at most 32 bits. */
    public boolean takes(DType d) {
        boolean truth = d.equals(DType.U1);
        return switch (this) {
            case BITS, CODES -> d instanceof IntType;
            case INTEGERS, WORDS -> d instanceof IntType && !truth;
            case NUMBERS, ROUNDED -> !truth;
            case TERMS -> true;
            case REALS, FLOATS -> d.isFloat();
        };
    }
}
