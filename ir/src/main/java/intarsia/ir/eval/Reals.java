package intarsia.ir.eval;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.UnaryOp;

/**
 * Arithmetic on decoded values, to be rounded once by the encoder. In double it is exact enough for that: a float type
 * other than f64 has p ≤ 24 bits, and for 53 ≥ 2p + 2 rounding a sum, product, quotient or root to double first changes
 * nothing (Figueroa 1995); {@code fma} rounds to odd instead.
 */
final class Reals {
    private Reals() {
    }

    static double unary(UnaryOp op, double x) {
        return switch (op) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SQRT -> Math.sqrt(x);
            case ROUND -> Math.rint(x);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case TRUNC -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case EXP -> StrictMath.exp(x);
            case EXP2 -> exp2(x);
            case LOG -> StrictMath.log(x);
            case NOT -> throw new IllegalStateException("not works on codes");
        };
    }

    static double binary(BinaryOp op, double x, double y) {
        return switch (op) {
            case ADD -> x + y;
            case SUB -> x - y;
            case MUL -> x * y;
            case DIV -> x / y;
            case REM -> x % y;
            case MIN -> Math.min(x, y);
            case MAX -> Math.max(x, y);
            case MINNUM -> Double.isNaN(x) ? y : Double.isNaN(y) ? x : Math.min(x, y);
            case MAXNUM -> Double.isNaN(x) ? y : Double.isNaN(y) ? x : Math.max(x, y);
            case DIV_U, REM_U, MIN_U, MAX_U, SHL, SHR_S, SHR_U ->
                throw new IllegalArgumentException(op.text() + " of numbers that are no integers; take the op without .u, or the bits");
            case AND, OR, XOR -> throw new IllegalStateException(op.text() + " works on codes");
        };
    }

    static boolean compare(CompareOp op, double x, double y) {
        return switch (op) {
            case EQ -> x == y;
            case NE -> x != y;
            case LT -> x < y;
            case LE -> x <= y;
            case GT -> x > y;
            case GE -> x >= y;
            case LT_U, LE_U, GT_U, GE_U -> throw new IllegalArgumentException(op.text() + " of numbers that are no integers; take the op without .u");
        };
    }

    /** {@code x·y + z} of values of at most 24 significant bits: the product is exact, the sum rounded to odd. */
    static double fmaOdd(double x, double y, double z) {
        double p = x * y;
        double s = p + z;
        double part = s - p;
        double lost = (p - (s - part)) + (z - part);
        if (lost == 0 || !Double.isFinite(s) || (Double.doubleToRawLongBits(s) & 1) != 0) {
            return s;
        }
        return lost > 0 ? Math.nextUp(s) : Math.nextDown(s);
    }

    /** The whole part scales exactly, so only the fraction goes through {@code StrictMath}. */
    static double exp2(double x) {
        if (!(Math.abs(x) < 1100)) {
            return x > 0 ? Double.POSITIVE_INFINITY : x < 0 ? 0 : x;
        }
        double whole = Math.rint(x);
        return Math.scalb(StrictMath.pow(2, x - whole), (int) whole);
    }
}
