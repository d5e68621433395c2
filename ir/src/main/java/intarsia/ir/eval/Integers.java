package intarsia.ir.eval;

import intarsia.ir.CompareOp;
import intarsia.ir.type.IntType;

/** Comparison of integer codes of any width: signed where the type is, and ops that end in {@code .u} read the codes as unsigned numbers. */
final class Integers {
    private Integers() {
    }

    static boolean compare(CompareOp op, IntType t, long a, long b) {
        long x = t.decodeLong(a);
        long y = t.decodeLong(b);
        int unsigned = Long.compareUnsigned(a & t.mask(), b & t.mask());
        return switch (op) {
            case EQ -> x == y;
            case NE -> x != y;
            case LT -> less(t, x, y);
            case LE -> !less(t, y, x);
            case GT -> less(t, y, x);
            case GE -> !less(t, x, y);
            case LT_U -> unsigned < 0;
            case LE_U -> unsigned <= 0;
            case GT_U -> unsigned > 0;
            case GE_U -> unsigned >= 0;
        };
    }

    private static boolean less(IntType t, long x, long y) {
        return t.signed() ? x < y : Long.compareUnsigned(x, y) < 0;
    }
}
