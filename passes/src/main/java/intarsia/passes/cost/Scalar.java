package intarsia.passes.cost;

import intarsia.ir.BinaryOp;
import java.util.Arrays;

/**
 * A scalar of lane code in the middle of its loops: its value there, and by how much it grows from trip to trip of each loop around it, the grid's first.
 *
 * @param known  whether the value follows from constants and sizes
 * @param slopes by depth; on the average where it is {@code bent}
 * @param bent   whether it does not grow by the same in every trip: a quotient or a remainder
 */
record Scalar(boolean known, double value, double[] slopes, boolean bent) {
    static final Scalar UNKNOWN = new Scalar(false, 0, new double[0], true);

    static Scalar of(double value) {
        return new Scalar(true, value, new double[0], false);
    }

    /** A counter of the loop at a depth. */
    static Scalar counter(double value, double step, int depth) {
        double[] slopes = new double[depth + 1];
        slopes[depth] = step;
        return new Scalar(true, value, slopes, false);
    }

    double slope(int depth) {
        return depth < slopes.length ? slopes[depth] : 0;
    }

    boolean isConstant() {
        return known && !bent && Arrays.stream(slopes).allMatch(s -> s == 0);
    }

    static Scalar of(BinaryOp op, Scalar a, Scalar b) {
        if (!a.known || !b.known) return UNKNOWN;
        return switch (op) {
            case ADD -> sum(a, b, 1);
            case SUB -> sum(a, b, -1);
            case MUL -> product(a, b);
            case SHL -> product(a, of(Math.scalb(1.0, (int) b.value)).with(b));
            case DIV, DIV_U, SHR_S, SHR_U -> quotient(a, op == BinaryOp.DIV || op == BinaryOp.DIV_U ? b.value : Math.scalb(1.0, (int) b.value));
            case REM, REM_U -> b.value == 0 ? UNKNOWN : new Scalar(true, a.value % b.value, a.slopes, true);
            case AND -> new Scalar(true, (long) a.value & (long) b.value, b.isConstant() ? a.slopes : new double[0], true);
            case MIN, MIN_U, MINNUM -> a.value <= b.value ? a : b;
            case MAX, MAX_U, MAXNUM -> a.value >= b.value ? a : b;
            case OR, XOR, MULHI_U -> UNKNOWN;
        };
    }

    private Scalar with(Scalar shape) {
        return shape.isConstant() ? this : UNKNOWN;
    }

    private static Scalar sum(Scalar a, Scalar b, int sign) {
        double[] slopes = new double[Math.max(a.slopes.length, b.slopes.length)];
        Arrays.setAll(slopes, i -> a.slope(i) + sign * b.slope(i));
        return new Scalar(true, a.value + sign * b.value, slopes, a.bent || b.bent);
    }

    private static Scalar product(Scalar a, Scalar b) {
        if (!a.known || !b.known) return UNKNOWN;
        double[] slopes = new double[Math.max(a.slopes.length, b.slopes.length)];
        Arrays.setAll(slopes, i -> a.slope(i) * b.value + b.slope(i) * a.value);
        return new Scalar(true, a.value * b.value, slopes, a.bent || b.bent || !a.isConstant() && !b.isConstant());
    }

    private static Scalar quotient(Scalar a, double by) {
        if (by == 0) return UNKNOWN;
        return new Scalar(true, Math.floor(a.value / by), Arrays.stream(a.slopes).map(s -> s / by).toArray(), by != 1 && !a.isConstant());
    }

    /** Whether a comparison holds here. */
    boolean holds(intarsia.ir.CompareOp op, Scalar b) {
        int c = Double.compare(value, b.value);
        return switch (op) {
            case EQ -> c == 0;
            case NE -> c != 0;
            case LT, LT_U -> c < 0;
            case LE, LE_U -> c <= 0;
            case GT, GT_U -> c > 0;
            case GE, GE_U -> c >= 0;
        };
    }
}
