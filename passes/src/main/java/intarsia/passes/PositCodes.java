package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.CvtOp;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.PositType;

/**
 * Posits of 9 to 16 bits to f32 and back, by integer arithmetic. The length of the regime comes from the exponent that the bits of the code
 * have as an f32; encoding cuts exponent and fraction off where the regime leaves no room, and rounds the string of bits to nearest even,
 * which is what the tie points of {@link PositType} mean.
 */
final class PositCodes {
    private static final int F32_FRACTION = 23;
    private static final int F32_BIAS = 127;

    private final Lanes l;
    private final PositType t;
    private final int n;
    private final int es;
    /** All bits but the sign. */
    private final int body;

    PositCodes(Lanes l, PositType t) {
        this.l = l;
        this.t = t;
        this.n = t.bits();
        this.es = t.exponentBits();
        this.body = (1 << n - 1) - 1;
    }

    /** Types that it knows: those whose numbers are normal f32. */
    static boolean takes(DType t) {
        return t instanceof PositType p && p.bits() > 8 && p.bits() <= 16 && (p.bits() - 2 << p.exponentBits()) < F32_BIAS;
    }

    Value decode(Value a) {
        Value code = l.and(a, l.i32(DType.mask(n)));
        Value negative = l.compare(CompareOp.GT, code, l.i32(1L << n - 1));
        Value magnitude = l.and(l.select(negative, l.sub(l.i32(0), code), code), l.i32(body));
        Value ones = l.compare(CompareOp.NE, l.and(magnitude, l.i32(1L << n - 2)), l.i32(0));
        Value zeros = l.select(ones, l.binary(BinaryOp.XOR, magnitude, l.i32(body)), magnitude);
        Value top = l.sub(l.shrU(l.asInt(l.cvt(CvtOp.F32_S32, zeros)), F32_FRACTION), l.i32(F32_BIAS));
        Value run = l.sub(l.i32(n - 2), l.binary(BinaryOp.MAX, top, l.i32(-1)));
        Value regime = l.select(ones, l.sub(run, l.i32(1)), l.sub(l.i32(0), run));
        Value rest = l.and(l.binary(BinaryOp.SHL, magnitude, l.add(run, l.i32(1))), l.i32(body));
        Value exponent = l.add(l.shl(regime, es), l.add(l.shrU(rest, n - 1 - es), l.i32(F32_BIAS)));
        Value fraction = l.shl(l.and(l.shl(rest, es), l.i32(body)), F32_FRACTION - (n - 1));
        Value bits = l.or(l.or(l.shl(exponent, F32_FRACTION), fraction), l.select(negative, l.i32(0x8000_0000L), l.i32(0)));
        Value number = l.select(l.compare(CompareOp.EQ, code, l.i32(0)), l.i32(0), bits);
        return l.asFloat(l.select(l.compare(CompareOp.EQ, code, l.i32(1L << n - 1)), l.i32(Float.floatToRawIntBits(Float.NaN)), number));
    }

    Value encode(Value a) {
        Value bits = l.asInt(a);
        Value magnitude = l.and(bits, l.i32(Integer.MAX_VALUE));
        Value inside = l.binary(BinaryOp.MIN, l.binary(BinaryOp.MAX, magnitude, limit(1 / t.maxFinite())), limit(t.maxFinite()));
        Value code = positive(inside);
        Value signed = l.select(l.compare(CompareOp.LT, bits, l.i32(0)), l.and(l.sub(l.i32(0), code), l.i32(DType.mask(n))), code);
        Value number = l.select(l.compare(CompareOp.EQ, magnitude, l.i32(0)), l.i32(0), signed);
        return l.select(l.compare(CompareOp.EQ, a, a), number, l.i32(1L << n - 1));
    }

    private Value limit(double value) {
        return l.i32(Float.floatToRawIntBits((float) value));
    }

    /** The code of the bits of a positive f32 between the smallest and the largest number. */
    private Value positive(Value bits) {
        Value exponent = l.sub(l.shrU(bits, F32_FRACTION), l.i32(F32_BIAS));
        Value regime = l.shrS(exponent, es);
        Value up = l.compare(CompareOp.GE, regime, l.i32(0));
        // Ones from the top, or a single one below the zeros.
        Value count = l.sub(l.i32(n - 2), l.select(up, regime, l.sub(l.i32(0), regime)));
        Value bit = l.binary(BinaryOp.SHL, l.word(l.i32(1)), count);
        Value start = l.select(up, l.sub(l.i32(1L << n - 1), bit), bit);
        Value length = l.select(up, l.add(regime, l.i32(2)), l.sub(l.i32(1), regime));
        Value cut = l.add(length, l.i32(es + F32_FRACTION - (n - 1)));
        Value tail = l.and(bits, l.i32((1L << F32_FRACTION) - 1));
        tail = es == 0 ? tail : l.or(tail, l.shl(l.and(exponent, l.i32((1L << es) - 1)), F32_FRACTION));
        Value kept = l.binary(BinaryOp.SHR_U, tail, cut);
        Value half = l.binary(BinaryOp.SHL, l.word(l.i32(1)), l.sub(cut, l.i32(1)));
        Value odd = l.and(l.add(start, kept), l.i32(1));
        return l.add(start, l.binary(BinaryOp.SHR_U, l.add(tail, l.add(half, l.sub(odd, l.i32(1)))), cut));
    }
}
