package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.Value;
import intarsia.ir.type.FloatType;
import intarsia.ir.type.FloatType.Specials;

/**
 * Minifloats as f32, by arithmetic that meets no subnormal f32: on some CPUs that takes twenty cycles more. Exponents are raised by K, n = 2^(e + K) · 1.m for
 * all codes; those of exponent 0 mean 2^(1 + K) · 0.m, which is 2·n − 2^(1 + K). For every other code that is no less than n: so the meaning is the lesser of the two.
 */
final class SubnormalFree {
    private static final int LAST = 255;

    private SubnormalFree() {
    }

    /** Whether f32 has room for the raised exponents, and holds every value of the type as a normal number. */
    static boolean takes(FloatType t) {
        boolean normal = t.exponentBits() < 8 && 1 - t.bias() - t.mantissaBits() >= Float.MIN_EXPONENT;
        return normal && (special(t) || fits(raised(t), most(t)));
    }

    /** Whether the exponents of finite numbers, raised by so much, are those of normal f32. */
    static boolean fits(int raised, int most) {
        return raised >= 1 && raised + most < LAST;
    }

    private static int most(FloatType t) {
        return (1 << t.exponentBits()) - 1;
    }

    private static boolean special(FloatType t) {
        return t.specials() == Specials.IEEE && t.exponentBits() > 1;
    }

    private static int raised(FloatType t) {
        return Float.MAX_EXPONENT - t.bias();
    }

    /** The value of a code: infinities and NaNs of IEEE types are those of f32 where their exponent becomes its last, and stay so when numbers are brought down. */
    static Value decode(Lanes l, Value code, Value magnitude, FloatType t) {
        Conversions c = new Conversions(l);
        Value placed = l.moved(code, 0, t.exponentBits() + t.mantissaBits(), 23 - t.mantissaBits());
        if (!special(t)) {
            Value finite = l.asFloat(number(l, placed, raised(t), most(t)));
            return l.asFloat(c.signed(l.asInt(c.specials(code, magnitude, finite, t)), code, t));
        }
        Value high = l.asFloat(c.signed(number(l, placed, LAST - most(t), most(t)), code, t));
        return l.mul(high, l.f32(Math.scalb(1.0f, raised(t) - (LAST - most(t)))));
    }

    /** The f32 bits of magnitudes at their place in an f32, of exponents up to {@code most} and a bias that is f32's less {@code raised}. */
    static Value number(Lanes l, Value placed, int raised, int most) {
        boolean apart = (raised & (Integer.highestOneBit(most) << 1) - 1) == 0; // and an op by bits joins others
        Value n = l.binary(apart ? BinaryOp.OR : BinaryOp.ADD, placed, l.i32((long) raised << 23));
        Value doubled = l.fma(l.asFloat(n), l.f32(2), l.f32(-Float.intBitsToFloat(raised + 1 << 23)));
        return l.binary(BinaryOp.MIN, n, l.asInt(doubled));
    }
}
