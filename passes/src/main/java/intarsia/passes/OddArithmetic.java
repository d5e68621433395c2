package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.PositType;

/**
 * f32 arithmetic rounded to odd: where a result is not exact, the last bit of the f32 is 1. Rounded once more to a type of at most 22
 * significant bits it is what the exact result rounds to; f32's own rounding allows for that up to 11. The error of a sum or product is an
 * f32 itself, which one more step gives. Source: Boldo and Melquiond, Emulation of FMA and correctly rounded sums (2008).
 */
final class OddArithmetic {
    private static final int HALF_OF_F32 = 11;

    private final Lanes l;

    OddArithmetic(Lanes l) {
        this.l = l;
    }

    /** Whether results for a type need it. */
    static boolean isFor(DType t) {
        return t instanceof PositType p && p.bits() - 2 - p.exponentBits() > HALF_OF_F32;
    }

    Value binary(BinaryOp op, Value a, Value b) {
        Value r = l.binary(op, a, b);
        return switch (op) {
            case ADD -> odd(r, ofSum(r, a, b));
            case SUB -> odd(r, ofSum(r, a, l.unary(UnaryOp.NEG, b)));
            case MUL -> odd(r, l.fma(a, b, l.unary(UnaryOp.NEG, r)));
            case DIV -> odd(r, l.mul(left(r, b, a), l.asFloat(l.or(l.i32(Float.floatToRawIntBits(1f)), sign(b)))));
            default -> r;
        };
    }

    Value sqrt(Value a) {
        Value r = l.unary(UnaryOp.SQRT, a);
        return odd(r, left(r, r, a));
    }

    /** What is left of {@code a} after {@code q · b}. */
    private Value left(Value q, Value b, Value a) {
        return l.fma(l.unary(UnaryOp.NEG, q), b, a);
    }

    /** By Knuth's sum of two: exact whichever is larger. */
    private Value ofSum(Value r, Value a, Value b) {
        Value second = l.sub(r, a);
        Value first = l.sub(r, second);
        return l.add(l.sub(a, first), l.sub(b, second));
    }

    private Value sign(Value v) {
        return l.and(l.asInt(v), l.i32(0x8000_0000L));
    }

    /** One step towards the exact result where that is not {@code r} and r is even. Nothing where the error is no number: r is none then. */
    private Value odd(Value r, Value error) {
        Value bits = l.asInt(r);
        Value apart = l.binary(BinaryOp.XOR, bits, l.asInt(error));
        Value step = l.or(l.shrS(apart, 31), l.i32(1));
        Value even = l.compare(CompareOp.EQ, l.and(bits, l.i32(1)), l.i32(0));
        Value off = l.compare(CompareOp.GT, l.unary(UnaryOp.ABS, error), l.f32(0));
        return l.asFloat(l.select(l.binary(BinaryOp.AND, even, off), l.add(bits, step), bits));
    }
}
