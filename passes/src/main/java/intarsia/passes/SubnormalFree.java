package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.Value;
import intarsia.ir.type.FloatType;
import intarsia.ir.type.FloatType.Specials;

/**
 * Magnitudes of minifloats as f32, by arithmetic that meets no subnormal f32: on some CPUs that takes twenty cycles more. Exponents are raised, n = 2^K · 1.m for all
 * codes; those of exponent 0 mean 2^(K+1) · 0.m, which is 2·n − 2^(K+1). For every other code that is no less than n: so the meaning is the lesser of the two. Infinities
 * and NaNs of IEEE types get f32's last exponent where K is the highest that fits; one multiplication then brings the numbers down.
 */
final class SubnormalFree {
    private static final int LAST = 255;

    private final Lanes l;
    private final FloatType type;
    private final int raised;

    SubnormalFree(Lanes l, FloatType type) {
        this.l = l;
        this.type = type;
        this.raised = raised(type);
    }

    /** Whether f32 has room for the raised exponents, and holds every value of the type as a normal number. */
    static boolean takes(FloatType t) {
        int most = (1 << t.exponentBits()) - 1;
        boolean normal = 1 - t.bias() - t.mantissaBits() >= Float.MIN_EXPONENT && most - t.bias() <= Float.MAX_EXPONENT + 1;
        return t.exponentBits() < 8 && normal && raised(t) >= 1 && raised(t) + 1 < LAST && raised(t) + most <= LAST - (t.specials() == Specials.IEEE ? 0 : 1);
    }

    private static int raised(FloatType t) {
        return t.specials() == Specials.IEEE ? LAST - ((1 << t.exponentBits()) - 1) : 127 - t.bias();
    }

    /** The value of a code without its sign. */
    Value decode(Value code, Value magnitude) {
        Value n = l.add(l.shl(magnitude, 23 - type.mantissaBits()), l.i32((long) raised << 23));
        Value doubled = l.fma(l.asFloat(n), l.f32(2), l.f32(-Float.intBitsToFloat(raised + 1 << 23)));
        Value value = l.asFloat(l.binary(BinaryOp.MIN, n, l.asInt(doubled)));
        int down = 127 - type.bias() - raised;
        return down == 0 ? new Conversions(l).specials(code, magnitude, value, type) : l.mul(value, l.f32(Math.scalb(1.0f, down)));
    }
}
