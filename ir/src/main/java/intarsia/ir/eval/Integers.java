package intarsia.ir.eval;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.UnaryOp;
import intarsia.ir.type.IntType;

/**
 * Integer arithmetic on codes of any width. It wraps. Plain ops work on the values of the type, so they are signed where
 * the type is; ops that end in {@code .u} read the codes as unsigned numbers whatever the type says.
 */
final class Integers {
    private Integers() {
    }

    static long unary(UnaryOp op, IntType t, long a) {
        long x = t.decodeLong(a);
        long r = switch (op) {
            case NEG -> -x;
            case ABS -> t.signed() ? Math.abs(x) : x;
            case NOT -> ~x;
            case ROUND, FLOOR, CEIL, TRUNC -> x;
            case SQRT, EXP, EXP2, LOG -> throw new IllegalArgumentException(op.text() + " of " + t + "; cast it to a float first");
        };
        return wrap(t, r);
    }

    static long binary(BinaryOp op, IntType t, long a, long b) {
        long x = t.decodeLong(a);
        long y = t.decodeLong(b);
        long ux = a & mask(t);
        long uy = b & mask(t);
        long r = switch (op) {
            case ADD -> x + y;
            case SUB -> x - y;
            case MUL -> x * y;
            case DIV -> t.signed() ? x / nonZero(y, op) : Long.divideUnsigned(x, nonZero(y, op));
            case DIV_U -> Long.divideUnsigned(ux, nonZero(uy, op));
            case REM -> t.signed() ? x % nonZero(y, op) : Long.remainderUnsigned(x, nonZero(y, op));
            case REM_U -> Long.remainderUnsigned(ux, nonZero(uy, op));
            case MIN, MINNUM -> less(t, x, y) ? x : y;
            case MAX, MAXNUM -> less(t, x, y) ? y : x;
            case MIN_U -> Long.compareUnsigned(ux, uy) < 0 ? x : y;
            case MAX_U -> Long.compareUnsigned(ux, uy) < 0 ? y : x;
            case AND -> x & y;
            case OR -> x | y;
            case XOR -> x ^ y;
            case SHL, SHR_S, SHR_U -> throw new IllegalStateException("a shift takes a count");
        };
        return wrap(t, r);
    }

    /** A shift by a count below the width. */
    static long shift(BinaryOp op, IntType t, long a, long count) {
        if (count < 0 || count >= t.bits()) {
            throw new IllegalArgumentException(op.text() + " of " + t + " by " + count + "; wanted a count from 0 to " + (t.bits() - 1));
        }
        int c = (int) count;
        long x = t.decodeLong(a);
        return wrap(t, switch (op) {
            case SHL -> x << c;
            case SHR_S -> t.signed() ? x >> c : x >>> c;
            case SHR_U -> (a & mask(t)) >>> c;
            default -> throw new IllegalStateException(op.text() + " is no shift");
        });
    }

    static boolean compare(CompareOp op, IntType t, long a, long b) {
        long x = t.decodeLong(a);
        long y = t.decodeLong(b);
        int unsigned = Long.compareUnsigned(a & mask(t), b & mask(t));
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

    static long wrap(IntType t, long r) {
        return r & mask(t);
    }

    private static boolean less(IntType t, long x, long y) {
        return t.signed() ? x < y : Long.compareUnsigned(x, y) < 0;
    }

    private static long mask(IntType t) {
        return -1L >>> (64 - t.bits());
    }

    private static long nonZero(long y, BinaryOp op) {
        if (y == 0) {
            throw new IllegalArgumentException(op.text() + " by zero");
        }
        return y;
    }
}
