package intarsia.ir.eval;

import intarsia.ir.CompareOp;

/**
 * Arithmetic on decoded values, to be rounded once by the encoder. In double it is exact enough for that: a float type
 * other than f64 has p ≤ 24 bits, and for 53 ≥ 2p + 2 rounding a sum, product, quotient or root to double first changes
 * nothing (Figueroa 1995); {@code fma} rounds to odd instead.
 */
final class Reals {
    private Reals() {
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
}
