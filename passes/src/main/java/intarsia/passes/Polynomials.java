package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.CvtOp;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;

/**
 * Elementary functions as f32 polynomials: the same bits wherever there is fma. Coefficients are minimax fits of this
 * project over the reduced range; the errors were measured over all f32 inputs by a test.
 */
final class Polynomials {
    /** 1.5 · 2^23: adding it rounds |x| up to 2^22 to an integer, to nearest even, in the low bits. */
    private static final float MAGIC = 12582912.0f;
    private static final float LOG2E = 0x1.715476p0f;
    private static final float LN2_HIGH = 0x1.62e400p-1f;
    private static final float LN2_LOW = 0x1.7f7d1cp-20f;
    /** (e^r − 1 − r) / r² over |r| up to ln 2 / 2, relative error of e^r 3.1e-9. */
    private static final float[] EXP = {0x1.fffffcp-2f, 0x1.555492p-3f, 0x1.5558f2p-5f, 0x1.123a2p-7f, 0x1.6a23d2p-10f};
    /** (ln(1+f) − f + f²/2) / f³ over 1+f from √½ to √2, relative error of the whole 7.6e-10. */
    private static final float[] LOG = {0x1.555548p-2f, -0x1.000006p-2f, 0x1.99a4bcp-3f, -0x1.555c5ap-3f, 0x1.2336e2p-3f,
        -0x1.fc1f6cp-4f, 0x1.e6f608p-4f, -0x1.de4f9ap-4f, 0x1.146308p-4f};

    private final Lanes l;

    Polynomials(Lanes l) {
        this.l = l;
    }

    Value apply(UnaryOp op, Value x) {
        return switch (op) {
            case EXP -> exp(x);
            case EXP2 -> exp2(x);
            case LOG -> log(x);
            default -> throw new IllegalArgumentException(op + " is no polynomial");
        };
    }

    /** e^x: x = n ln 2 + r, then 2^n · e^r. At most 1 ulp; 0 below −104, Inf above 88.73. */
    private Value exp(Value a) {
        Value x = clamp(a, -104, 89);
        Value t = l.fma(x, l.f32(LOG2E), l.f32(MAGIC));
        Value n = l.sub(t, l.f32(MAGIC));
        Value high = l.fma(n, l.f32(-LN2_HIGH), x);
        return scaled(l.fma(n, l.f32(-LN2_LOW), high), exponent(t));
    }

    /** 2^x: x = n + r, then 2^n · e^(r ln 2). */
    private Value exp2(Value a) {
        Value x = clamp(a, -151, 129);
        Value t = l.add(x, l.f32(MAGIC));
        Value r = l.sub(x, l.sub(t, l.f32(MAGIC)));
        Value high = l.mul(r, l.f32((float) Math.log(2)));
        Value low = l.fma(r, l.f32((float) Math.log(2)), l.unary(UnaryOp.NEG, high));
        Value tail = l.fma(r, l.f32((float) (Math.log(2) - (float) Math.log(2))), low);
        return scaled(l.add(high, tail), exponent(t));
    }

    private Value clamp(Value x, float low, float high) {
        return l.binary(BinaryOp.MIN, l.binary(BinaryOp.MAX, x, l.f32(low)), l.f32(high));
    }

    /** The integer that adding {@link #MAGIC} left in the low bits. */
    private Value exponent(Value t) {
        return l.sub(l.asInt(t), l.i32(Float.floatToRawIntBits(MAGIC)));
    }

    /**
     * {@code e^r · 2^n} in two factors, so that subnormal results round once. What 1 + r loses is added to the small
     * terms: without it e^r below 1 would be 1.01 units off.
     */
    private Value scaled(Value r, Value n) {
        Value p = horner(r, EXP);
        Value one = l.add(r, l.f32(1));
        Value lost = l.sub(r, l.sub(one, l.f32(1)));
        Value e = l.add(one, l.fma(l.mul(r, r), p, lost));
        Value half = l.shrS(n, 1);
        return l.mul(l.mul(e, power(half)), power(l.sub(n, half)));
    }

    /** 2^n for n of a normal number. */
    private Value power(Value n) {
        return l.asFloat(l.shl(l.add(n, l.i32(127)), 23));
    }

    /** ln x: x = 2^n · m with m from √½ to √2. NaN below 0, −Inf at 0, Inf at Inf. */
    private Value log(Value a) {
        Value tiny = l.compare(CompareOp.LT, a, l.f32(Float.MIN_NORMAL));
        Value x = l.select(tiny, l.mul(a, l.f32(0x1p23f)), a);
        Value bits = l.sub(l.asInt(x), l.i32(0x3f3504f3));
        Value n = l.add(l.shrS(bits, 23), l.select(tiny, l.i32(-23), l.i32(0)));
        Value m = l.asFloat(l.add(l.and(bits, l.i32(0x7fffff)), l.i32(0x3f3504f3)));
        Value f = l.sub(m, l.f32(1));
        Value k = l.cvt(CvtOp.F32_S32, n);
        Value square = l.mul(f, f);
        Value cube = l.mul(l.mul(square, f), horner(f, LOG));
        Value low = l.fma(k, l.f32(LN2_LOW), cube);
        Value sum = l.add(l.fma(square, l.f32(-0.5f), low), f);
        Value finite = l.fma(k, l.f32(LN2_HIGH), sum);
        return specials(a, finite);
    }

    private Value specials(Value a, Value finite) {
        Value infinite = l.select(l.compare(CompareOp.EQ, a, l.f32(Float.POSITIVE_INFINITY)), a, finite);
        Value zero = l.select(l.compare(CompareOp.EQ, a, l.f32(0)), l.f32(Float.NEGATIVE_INFINITY), infinite);
        Value positive = l.compare(CompareOp.GE, a, l.f32(0));
        return l.select(positive, zero, l.f32(Float.NaN));
    }

    private Value horner(Value x, float[] c) {
        Value p = l.f32(c[c.length - 1]);
        for (int i = c.length - 2; i >= 0; i--) {
            p = l.fma(p, x, l.f32(c[i]));
        }
        return p;
    }
}
