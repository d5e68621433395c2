package intarsia.ir.eval;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.UnaryOp;
import intarsia.ir.type.DType;
import intarsia.ir.type.FloatType;
import intarsia.ir.type.IntType;

/**
 * Elementwise ops on codes of any type: decode, compute as {@link UnaryOp} and {@link BinaryOp} say, encode once.
 *
 * <p>Bounds: an op on exact operands is exact, for it rounds correctly in every engine; exp, exp2 and log may be off by
 * two units in the last place. Otherwise the bound is what the op makes of the operands' bounds, and how far rounding can
 * take that. A comparison that the bounds of its operands leave open has the reference's answer and bound 1; a select by
 * it, the bounds of both sides and their difference. An integer that may have wrapped is off by the span of its type.
 */
final class Elementwise {
    /** What polynomials of one ulp, rounded and compared with another such, may differ by. */
    private static final double TRANSCENDENTAL_ULPS = 2;

    private Elementwise() {
    }

    static Elements unary(UnaryOp op, Elements a) {
        int n = a.size();
        long[] codes = new long[n];
        double[] err = new double[n];
        for (int i = 0; i < n; i++) {
            codes[i] = unary(op, a.codec, a.codes[i]);
            err[i] = a.err == null && !op.expanded() ? 0 : unaryBound(op, a.codec, a.value(i), a.err(i), codes[i]);
        }
        return new Elements(a.codec, codes, err);
    }

    private static long unary(UnaryOp op, Codec c, long code) {
        if (c.type instanceof IntType t) {
            return op.whole(t, code);
        }
        if (op == UnaryOp.NOT) {
            return ~code & DType.mask(c.type.bits());
        }
        // Signs are bits, so that NaN and its payload keep theirs; where the code of −0 means NaN, they are not.
        boolean signBit = c.type instanceof FloatType f && f.signed() && f.specials() != FloatType.Specials.FNUZ;
        long sign = 1L << (c.type.bits() - 1);
        if (signBit && op == UnaryOp.NEG) {
            return code ^ sign;
        }
        return signBit && op == UnaryOp.ABS ? code & ~sign : c.encode(op.real(c.decode(code)));
    }

    private static double unaryBound(UnaryOp op, Codec c, double x, double ex, long result) {
        double e = ErrorBounds.unary(op, x, ex);
        if (c.isInt()) {
            boolean truth = op == UnaryOp.NOT && c.type.equals(DType.U1);
            return truth ? ex : capped(c, e);
        }
        if (op == UnaryOp.NOT) {
            return ex == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        double y = op.real(x);
        boolean settled = !op.expanded() || !Double.isFinite(y) || Double.isInfinite(x);
        return c.spread(y, e) + (settled ? 0 : TRANSCENDENTAL_ULPS * c.ulp(result));
    }

    static Elements binary(BinaryOp op, Elements a, Elements b) {
        if (op.isShift()) {
            return shift(op, a, b);
        }
        int n = Elements.size(a, b);
        long[] codes = new long[n];
        double[] err = new double[n];
        boolean exact = a.err == null && b.err == null;
        for (int i = 0; i < n; i++) {
            codes[i] = binary(op, a.codec, a.code(i), b.code(i));
            err[i] = exact ? 0 : binaryBound(op, a.codec, a.value(i), a.err(i), b.value(i), b.err(i));
        }
        return new Elements(a.codec, codes, err);
    }

    private static long binary(BinaryOp op, Codec c, long a, long b) {
        if (c.type instanceof IntType t) {
            return op.whole(t, a, b);
        }
        return switch (op) {
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            default -> c.encode(op.real(c.decode(a), c.decode(b)));
        };
    }

    private static double binaryBound(BinaryOp op, Codec c, double x, double ex, double y, double ey) {
        if (ex == 0 && ey == 0) {
            return 0;
        }
        if (op.isBitwise()) {
            return c.type.equals(DType.U1) ? Math.max(ex, ey) : c.isInt() ? c.span() : Double.POSITIVE_INFINITY;
        }
        double e = ErrorBounds.binary(op, x, ex, y, ey);
        if (!c.isInt()) {
            return c.spread(op.real(x, y), e);
        }
        return switch (op) {
            case ADD, SUB, MUL -> wraps(c, op.real(x, y), e) ? c.span() : e;
            case DIV -> capped(c, e + 1);
            default -> capped(c, e);
        };
    }

    private static Elements shift(BinaryOp op, Elements a, Elements count) {
        if (!(a.codec.type instanceof IntType t)) {
            throw new IllegalArgumentException(op.text() + " of " + a.codec.type + "; take its bits as an integer first");
        }
        int n = Elements.size(a, count);
        long[] codes = new long[n];
        double[] err = new double[n];
        for (int i = 0; i < n; i++) {
            long by = count.codec.integer(count.code(i));
            codes[i] = op.whole(t, a.code(i), by);
            double ex = a.err(i);
            double e = op == BinaryOp.SHL ? Math.scalb(ex, (int) by) : Math.scalb(ex, (int) -by) + 1;
            boolean open = count.err(i) != 0 || op == BinaryOp.SHR_U && t.signed() && a.value(i) < ex
                    || op == BinaryOp.SHL && wraps(a.codec, Math.scalb(a.value(i), (int) by), e);
            err[i] = ex == 0 && count.err(i) == 0 ? 0 : open ? a.codec.span() : e;
        }
        return new Elements(a.codec, codes, err);
    }

    static Elements fma(Elements a, Elements b, Elements c) {
        int n = Math.max(Elements.size(a, b), c.size());
        long[] codes = new long[n];
        double[] err = new double[n];
        boolean exact = a.err == null && b.err == null && c.err == null;
        for (int i = 0; i < n; i++) {
            codes[i] = fma(a.codec, a.code(i), b.code(i), c.code(i));
            err[i] = exact ? 0 : fmaBound(a, b, c, i);
        }
        return new Elements(a.codec, codes, err);
    }

    private static long fma(Codec t, long a, long b, long c) {
        if (t.type instanceof IntType i) {
            return i.mask() & i.decodeLong(a) * i.decodeLong(b) + i.decodeLong(c);
        }
        double x = t.decode(a);
        double y = t.decode(b);
        double z = t.decode(c);
        if (t.type.equals(DType.F32)) {
            return t.encode(Math.fma((float) x, (float) y, (float) z));
        }
        return t.encode(t.type.equals(DType.F64) ? Math.fma(x, y, z) : Reals.fmaOdd(x, y, z));
    }

    private static double fmaBound(Elements a, Elements b, Elements c, int i) {
        double x = a.value(i);
        double y = b.value(i);
        double z = c.value(i);
        double product = ErrorBounds.binary(BinaryOp.MUL, x, a.err(i), y, b.err(i));
        double e = ErrorBounds.binary(BinaryOp.ADD, x * y, product, z, c.err(i));
        double exact = x * y + z;
        return !a.codec.isInt() ? a.codec.spread(exact, e) : wraps(a.codec, exact, e) ? a.codec.span() : e;
    }

    /** Truth values as {@code u1}. */
    static Elements compare(CompareOp op, Elements a, Elements b) {
        int n = Elements.size(a, b);
        long[] codes = new long[n];
        double[] err = new double[n];
        for (int i = 0; i < n; i++) {
            boolean holds = a.codec.type instanceof IntType t ? Integers.compare(op, t, a.code(i), b.code(i))
                    : Reals.compare(op, a.value(i), b.value(i));
            codes[i] = holds ? 1 : 0;
            double e = a.err(i) + b.err(i);
            err[i] = e > 0 && !(Codec.gap(a.value(i), b.value(i)) > e) ? 1 : 0;
        }
        return new Elements(Codec.of(DType.U1), codes, err);
    }

    static Elements select(Elements c, Elements a, Elements b) {
        int n = Math.max(Elements.size(a, b), c.size());
        long[] codes = new long[n];
        double[] err = new double[n];
        for (int i = 0; i < n; i++) {
            boolean first = c.code(i) != 0;
            codes[i] = first ? a.code(i) : b.code(i);
            err[i] = c.err(i) != 0 ? Math.max(a.err(i), b.err(i)) + Codec.gap(a.value(i), b.value(i)) : first ? a.err(i) : b.err(i);
        }
        return new Elements(a.codec, codes, err);
    }

    private static boolean wraps(Codec c, double exact, double e) {
        return e > 0 && (exact + e > c.type.maxFinite() || exact - e < c.type.minFinite());
    }

    private static double capped(Codec c, double e) {
        return Math.min(e, c.span());
    }
}
