package intarsia.ir.eval;

import intarsia.ir.BinaryOp;
import intarsia.ir.UnaryOp;

/**
 * How far the result of an op may be off where its operands may be: the exact op on intervals, before rounding. An operand
 * that is NaN is NaN in every engine, so its bound is 0, unless nothing is known of it. Of an op that is not named here nothing is known. Reached only where some
 * operand is not exact.
 */
final class ErrorBounds {
    private static final double ALL = Double.POSITIVE_INFINITY;

    private ErrorBounds() {
    }

    static double unary(UnaryOp op, double x, double e) {
        if (e == 0 || Double.isNaN(x)) {
            return e == ALL ? ALL : 0;
        }
        return switch (op) {
            case NEG, ABS -> e;
            // A root's operand is a sum of squares or the like: no engine's is negative, though the bound may reach below 0.
            case SQRT -> x < 0 ? ALL : around(op, x, Math.min(e, x), e);
            case LOG -> x > e ? around(op, x, e, e) : ALL;
            case ROUND, FLOOR, CEIL, TRUNC, EXP, EXP2 -> around(op, x, e, e);
            default -> ALL;
        };
    }

    /** Of an increasing function. */
    private static double around(UnaryOp op, double x, double below, double above) {
        double y = op.real(x);
        return Math.max(Codec.gap(op.real(x + above), y), Codec.gap(y, op.real(x - below)));
    }

    static double binary(BinaryOp op, double x, double ex, double y, double ey) {
        if (ex == 0 && ey == 0) {
            return 0;
        }
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return besideNaN(op, x, ex, y, ey);
        }
        double e = switch (op) {
            case ADD, SUB -> ex + ey;
            case MUL -> product(x, ex, y, ey);
            case DIV -> Math.abs(y) > ey ? (ex + Math.abs(x / y) * ey) / (Math.abs(y) - ey) : ALL;
            case MIN, MAX, MINNUM, MAXNUM -> extreme(op, x, ex, y, ey);
            default -> ALL;
        };
        return Double.isNaN(e) ? ALL : e;
    }

    /** NaN, but of {@code minnum} and {@code maxnum} the other operand. */
    private static double besideNaN(BinaryOp op, double x, double ex, double y, double ey) {
        if (Double.isNaN(x) && ex == ALL || Double.isNaN(y) && ey == ALL) {
            return ALL;
        }
        boolean other = op == BinaryOp.MINNUM || op == BinaryOp.MAXNUM;
        return other && !Double.isNaN(x) ? ex : other && !Double.isNaN(y) ? ey : 0;
    }

    static double product(double x, double ex, double y, double ey) {
        return times(Math.abs(x), ey) + times(Math.abs(y), ex) + times(ex, ey);
    }

    /** An operand that cannot be the result does not matter. */
    private static double extreme(BinaryOp op, double x, double ex, double y, double ey) {
        boolean min = op == BinaryOp.MIN || op == BinaryOp.MINNUM;
        if (min ? x + ex < y - ey : x - ex > y + ey) {
            return ex;
        }
        return (min ? y + ey < x - ex : y - ey > x + ex) ? ey : Math.max(ex, ey);
    }

    /** An exact operand adds nothing, even beside an infinity. */
    private static double times(double a, double e) {
        return e == 0 || a == 0 && e < ALL ? 0 : a * e;
    }
}
