package intarsia.ir.eval;

import intarsia.ir.AtomicOp;
import intarsia.ir.type.IntType;

/** What atomic accesses make of the code in memory and the one that comes. */
final class Atomics {
    private static final int SIGN = 0x8000_0000;

    private Atomics() {
    }

    static long combine(AtomicOp op, Codec c, long old, long code) {
        if (c.type instanceof IntType t) {
            return op.combine().whole(t, old, code);
        }
        return switch (op) {
            case ADD -> c.encode(c.decode(old) + c.decode(code));
            case MIN -> ordered((int) old) <= ordered(winning((int) code, SIGN)) ? old : winning((int) code, SIGN) & 0xffff_ffffL;
            case MAX -> ordered((int) old) >= ordered(winning((int) code, 0)) ? old : winning((int) code, 0) & 0xffff_ffffL;
            case MIN_U, MAX_U, AND, OR, XOR -> throw new IllegalArgumentException(op.text() + " of " + c.type);
        };
    }

    /** A NaN as the one that is beyond all others on a side. */
    private static int winning(int bits, int sign) {
        return Float.isNaN(Float.intBitsToFloat(bits)) ? 0x7fff_ffff | sign : bits;
    }

    /** Sign and magnitude as an integer of the same order. */
    private static int ordered(int bits) {
        return bits < 0 ? bits ^ 0x7fff_ffff : bits;
    }
}
