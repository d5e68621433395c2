package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.FloatType;
import intarsia.ir.type.FloatType.Specials;
import intarsia.ir.type.Overflow;

/**
 * f32 to a shorter float type, rounded once to nearest even: normal results by integer rounding of the bits with the
 * exponent moved, subnormal ones by adding the power of two whose unit in the last place is theirs.
 */
final class MinifloatEncode {
    private final Lanes l;
    private final FloatType to;
    /** Mantissa bits that are lost. */
    private final int drop;

    MinifloatEncode(Lanes l, FloatType to) {
        this.l = l;
        this.to = to;
        this.drop = 23 - to.mantissaBits();
    }

    /** Types that this encodes: whose exponents f32 has, and which have a zero. */
    static boolean takes(DType t) {
        return t instanceof FloatType f && f.exponentBits() <= 8 && f.mantissaBits() < 23
                && f.specials() != Specials.SCALE && f.specials() != Specials.SHIFT;
    }

    Value encode(Value a) {
        Value bits = l.asInt(a);
        Value magnitude = l.and(bits, l.i32(0x7fff_ffff));
        Value finite = l.binary(BinaryOp.MIN, rounded(magnitude), l.i32(top()));
        Value code = to.hasInfinity() ? l.select(l.compare(CompareOp.EQ, magnitude, l.i32(0x7f80_0000)), l.i32(infinity()), finite) : finite;
        Value number = signed(code, bits, a);
        return l.select(l.compare(CompareOp.GT, magnitude, l.i32(0x7f80_0000)), l.i32(to.hasNaN() ? to.nanCode() : 0), number);
    }

    /** Exponent and mantissa of the nearest number, were there no largest. */
    private Value rounded(Value magnitude) {
        Value odd = l.and(l.shrU(magnitude, drop), l.i32(1));
        Value up = l.shrU(l.add(l.add(magnitude, odd), l.i32((1L << drop - 1) - 1)), drop);
        Value normal = l.sub(up, l.i32((long) (127 - to.bias()) << to.mantissaBits()));
        if (to.bias() == 127) { // f32's own exponents, subnormal ones included
            return normal;
        }
        float magic = Math.scalb(1.0f, 1 - to.bias() + drop);
        Value subnormal = l.sub(l.asInt(l.add(l.asFloat(magnitude), l.f32(magic))), l.i32(Float.floatToRawIntBits(magic)));
        int least = Float.floatToRawIntBits(Math.scalb(1.0f, 1 - to.bias()));
        return l.select(l.compare(CompareOp.LT, magnitude, l.i32(least)), subnormal, normal);
    }

    private long infinity() {
        return to.encode(Double.POSITIVE_INFINITY);
    }

    /** What values beyond the largest number become. */
    private long top() {
        return to.defaultOverflow() == Overflow.INFINITY ? infinity() : to.encode(to.maxFinite());
    }

    private Value signed(Value code, Value bits, Value a) {
        if (!to.signed()) {
            return l.select(l.compare(CompareOp.LT, a, l.f32(0)), l.i32(0), code);
        }
        int sign = to.exponentBits() + to.mantissaBits();
        Value negative = l.or(code, l.and(l.shrU(bits, 31 - sign), l.i32(1L << sign)));
        return to.specials() == Specials.FNUZ ? l.select(l.compare(CompareOp.EQ, code, l.i32(0)), code, negative) : negative;
    }
}
