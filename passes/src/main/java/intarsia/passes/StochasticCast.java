package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.CvtOp;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.FloatType;
import intarsia.ir.type.IntType;

/**
 * {@link intarsia.ir.type.StochasticRounding} on 32-bit lanes. The nearest value n of the type comes first, then the other one o on the far side
 * of x: x − n is exact, and the gap g between them a power of two, so the chance (x − n) / g of o is exact too, and 2^32 of it is compared
 * with the random word as integers.
 */
final class StochasticCast {
    /** Integers up to here are exact in f32, their neighbours too. */
    private static final int MOST_BITS = 16;
    private final Lanes l;
    private final Elements elements;
    private final DType to;

    StochasticCast(Lanes l, Elements elements, DType to) {
        this.l = l;
        this.elements = elements;
        this.to = to;
        boolean even = to instanceof IntType i ? i.bits() > 1 : to instanceof FloatType f && f.signed() && f.specials() != FloatType.Specials.FNUZ;
        if (!even || to.bits() > MOST_BITS) {
            throw new IllegalArgumentException("cast.stochastic to " + to + " on " + l.target().id()
                    + "; wanted integers of 2 to 16 bits, or floats with a sign and a negative zero of at most 16");
        }
    }

    /** The code of x in the type's carrier. */
    Value of(Value x, Value random) {
        Value plain = elements.convert(x, DType.F32, to);
        return to instanceof IntType t ? integer(t, x, plain, random) : real((FloatType) to, x, plain, random);
    }

    private Value integer(IntType t, Value x, Value nearest, Value random) {
        Value n = elements.convert(nearest, t, DType.F32);
        Value above = l.compare(CompareOp.LT, n, x);
        Value other = l.add(nearest, l.select(above, l.i32(1), l.i32(-1)));
        Value taken = taken(l.unary(UnaryOp.ABS, l.sub(x, n)), above, random);
        Value inside = l.both(l.compare(CompareOp.GT, x, l.f32((float) t.minFinite())), l.compare(CompareOp.LT, x, l.f32((float) t.maxFinite())));
        return l.select(l.both(taken, inside), other, nearest);
    }

    /** By sign and magnitude, whose codes are in the order of their values. */
    private Value real(FloatType t, Value x, Value plain, Value random) {
        Value magnitude = l.unary(UnaryOp.ABS, x);
        Value nearest = elements.convert(magnitude, DType.F32, t);
        Value n = elements.convert(nearest, t, DType.F32);
        Value larger = l.compare(CompareOp.LT, n, magnitude);
        Value other = l.add(nearest, l.select(larger, l.i32(1), l.i32(-1)));
        Value gap = l.unary(UnaryOp.ABS, l.sub(elements.convert(other, t, DType.F32), n));
        Value chance = l.binary(BinaryOp.DIV, l.unary(UnaryOp.ABS, l.sub(magnitude, n)), gap);
        Value sign = l.shrU(l.and(l.asInt(x), l.i32(0x8000_0000L)), 32 - t.bits());
        Value above = l.compare(CompareOp.NE, l.cvt(CvtOp.S32_I1, larger), l.shrU(l.asInt(x), 31));
        Value inside = l.compare(CompareOp.LT, magnitude, l.f32((float) t.maxFinite()));
        return l.select(l.both(taken(chance, above, random), inside), l.or(other, sign), plain);
    }

    /**
     * Whether the other value is taken, by its chance of at most 1/2: where it is the upper one, where the word is below 2^32 of that; where it
     * is the lower one, where the word is not below 2^32 of the rest.
     */
    private Value taken(Value chance, Value above, Value random) {
        Value t = l.mul(chance, l.f32(0x1p32f));
        Value floor = l.select(l.compare(CompareOp.GE, t, l.f32(0x1p31f)), l.i32(0x8000_0000L), l.cvt(CvtOp.S32_F32, t));
        Value part = l.compare(CompareOp.LT, l.cvt(CvtOp.F32_U32, floor), t);
        Value below = l.add(floor, l.cvt(CvtOp.S32_I1, part));
        Value word = l.select(above, random, l.binary(BinaryOp.XOR, random, l.i32(-1)));
        return l.compare(CompareOp.LT_U, word, l.select(above, below, floor));
    }
}
