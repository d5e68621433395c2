package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.ScalarType;
import intarsia.ir.TileType;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;

/** Elementwise ops on carriers: what an op on a type comes down to on 32-bit lanes. */
final class Elements {
    private final Lanes l;
    private final Conversions conversions;
    private final Polynomials polynomials;

    Elements(Lanes l) {
        this.l = l;
        this.conversions = new Conversions(l);
        this.polynomials = new Polynomials(l);
    }

    Value convert(Value a, DType from, DType to) {
        return conversions.convert(a, from, to);
    }

    /** An i64 scalar as an element in its carrier. */
    Value fromWide(Value a, DType to) {
        return conversions.fromWide(a, to);
    }

    /** An f32 scalar as i64. */
    Value toWide(Value a) {
        return conversions.toWide(a);
    }

    /** The bits of an element as another type of as many bits. */
    Value bits(Value a, DType from, DType to) {
        if (from.bits() != to.bits()) {
            throw new IllegalArgumentException("bits of " + from + " as " + to + "; wanted as many bits");
        }
        Value code = from.equals(DType.F32) ? l.asInt(a) : from.equals(DType.U1) ? l.cvt(intarsia.ir.CvtOp.S32_I1, a) : a;
        if (to.equals(DType.F32)) {
            return l.asFloat(code);
        }
        if (to.equals(DType.U1)) {
            return l.compare(CompareOp.NE, code, l.i32(0));
        }
        Conversions.check32(to);
        if (to.bits() == 32) {
            return code;
        }
        boolean extended = from instanceof IntType f && f.signed();
        if (to instanceof IntType t && t.signed()) {
            return extended ? code : conversions.extend(code, t);
        }
        return extended ? l.and(code, l.i32(Consts.mask(to.bits()))) : code;
    }

    /** A constant in its carrier, a scalar. */
    Value constant(TileType t, long bits) {
        if (t.elem().equals(DType.F32)) {
            return l.emit(new CommonOp.Const(ScalarType.F32, bits));
        }
        if (t.elem().equals(DType.U1)) {
            return l.emit(Consts.i1(bits != 0));
        }
        Conversions.check32(t.elem());
        return l.i32(t.elem() instanceof IntType i ? i.decodeLong(bits) : bits);
    }

    /** A scalar as an element in its carrier. */
    Value filled(Value scalar, DType elem) {
        if (scalar.type() == ScalarType.I64) {
            return fromWide(scalar, elem);
        }
        if (!Consts.elem(scalar.type()).equals(elem)) {
            return convert(scalar, Consts.elem(scalar.type()), elem);
        }
        return scalar;
    }

    Value unary(UnaryOp op, DType elem, Value a) {
        if (elem instanceof IntType t) {
            return integer(op, t, a);
        }
        if (!elem.equals(DType.F32)) {
            Value f = conversions.toFloat(a, elem);
            boolean odd = op == UnaryOp.SQRT && OddArithmetic.isFor(elem);
            return convert(odd ? new OddArithmetic(l).sqrt(f) : unary(op, DType.F32, f), DType.F32, elem);
        }
        return switch (op) {
            case EXP, EXP2, LOG -> polynomials.apply(op, a);
            case ROUND -> conversions.round(a);
            case FLOOR -> towards(a, CompareOp.GT, -1);
            case CEIL -> towards(a, CompareOp.LT, 1);
            case TRUNC -> truncated(a);
            case NEG, ABS, SQRT -> l.unary(op, a);
            default -> throw new IllegalArgumentException(op.text() + " of " + elem + "; wanted an integer or truth value");
        };
    }

    /** The nearest integral value, moved by one where it lies on the wrong side; the sign of a zero is kept. */
    private Value towards(Value a, CompareOp wrong, float by) {
        Value r = conversions.round(a);
        Value moved = l.select(l.compare(wrong, r, a), l.add(r, l.f32(by)), r);
        return signed(moved, a);
    }

    private Value truncated(Value a) {
        Value magnitude = l.unary(UnaryOp.ABS, a);
        return signed(towards(magnitude, CompareOp.GT, -1), a);
    }

    private Value signed(Value magnitude, Value sign) {
        Value bits = l.and(l.asInt(sign), l.i32(0x8000_0000L));
        return l.asFloat(l.or(l.asInt(magnitude), bits));
    }

    private Value integer(UnaryOp op, IntType t, Value a) {
        return switch (op) {
            case NEG -> conversions.narrow(l.sub(l.i32(0), a), t);
            case ABS -> conversions.narrow(t.signed() ? l.binary(BinaryOp.MAX, a, l.sub(l.i32(0), a)) : a, t);
            case NOT -> t.equals(DType.U1) ? l.emit(new CommonOp.Unary(UnaryOp.NOT, a)) : conversions.narrow(l.binary(BinaryOp.XOR, a, l.i32(-1)), t);
            case POPCOUNT -> signed(l.unary(op, code(a, t)), t);
            case ROUND, FLOOR, CEIL, TRUNC -> a;
            case SQRT, EXP, EXP2, LOG -> throw new IllegalArgumentException(op.text() + " of " + t + "; cast to f32 first");
        };
    }

    Value binary(BinaryOp op, DType elem, Value a, Value b) {
        if (elem.equals(DType.U1)) {
            return truth(op, a, b);
        }
        if (elem instanceof IntType t) {
            return integer(op, t, a, b);
        }
        if (elem.equals(DType.F32)) {
            return l.binary(op, a, b);
        }
        Value x = conversions.toFloat(a, elem);
        Value y = conversions.toFloat(b, elem);
        return convert(OddArithmetic.isFor(elem) ? new OddArithmetic(l).binary(op, x, y) : l.binary(op, x, y), DType.F32, elem);
    }

    /**
     * A plain op is signed where the type is, and one that ends in {@code .u} reads the code as an unsigned number: of a
     * narrow signed type, whose carrier repeats the sign, it needs the bits above the code cleared. The order of such
     * carriers as unsigned numbers is that of the codes.
     */
    private Value integer(BinaryOp op, IntType t, Value a, Value b) {
        return switch (op) {
            case ADD, SUB, MUL, SHL -> conversions.narrow(l.binary(op, a, b), t);
            case DIV -> t.signed() ? conversions.narrow(l.binary(op, a, b), t) : l.binary(BinaryOp.DIV_U, a, b);
            case REM -> l.binary(t.signed() ? op : BinaryOp.REM_U, a, b);
            case MIN, MINNUM -> l.binary(t.signed() ? BinaryOp.MIN : BinaryOp.MIN_U, a, b);
            case MAX, MAXNUM -> l.binary(t.signed() ? BinaryOp.MAX : BinaryOp.MAX_U, a, b);
            case SHR_S -> l.binary(t.signed() ? op : BinaryOp.SHR_U, a, b);
            case MULHI_U -> signed(upperHalf(code(a, t), code(b, t), t.bits()), t);
            case DIV_U, REM_U -> signed(l.binary(op, code(a, t), code(b, t)), t);
            case SHR_U -> signed(l.binary(op, code(a, t), b), t);
            case MIN_U, MAX_U, AND, OR, XOR -> l.binary(op, a, b);
        };
    }

    /** The upper half of the product of codes: of at most 16 bits it is in one word, of more in two. */
    private Value upperHalf(Value a, Value b, int bits) {
        if (bits <= 16) {
            return l.shrU(l.mul(a, b), bits);
        }
        Value high = l.multiplyHigh(a, b);
        return bits == 32 ? high : l.or(l.shl(high, 32 - bits), l.shrU(l.mul(a, b), bits));
    }

    /** The code of a narrow signed integer, zero-extended. */
    private Value code(Value a, IntType t) {
        return t.signed() && t.bits() < 32 ? l.and(a, l.i32(Consts.mask(t.bits()))) : a;
    }

    private Value signed(Value a, IntType t) {
        return t.signed() ? conversions.narrow(a, t) : a;
    }

    private Value truth(BinaryOp op, Value a, Value b) {
        return switch (op) {
            case AND, MUL, MIN, MIN_U -> l.binary(BinaryOp.AND, a, b);
            case OR, MAX, MAX_U -> l.binary(BinaryOp.OR, a, b);
            case XOR, ADD, SUB -> l.binary(BinaryOp.XOR, a, b);
            default ->
                throw new IllegalArgumentException(op.text() + " of truth values; cast to an integer first");
        };
    }

    Value fma(DType elem, Value a, Value b, Value c) {
        if (elem.equals(DType.F32)) {
            return l.fma(a, b, c);
        }
        if (elem instanceof IntType) {
            return binary(BinaryOp.ADD, elem, binary(BinaryOp.MUL, elem, a, b), c);
        }
        throw new IllegalArgumentException("fma of " + elem + " would round twice on 32-bit lanes; cast to f32 first");
    }

    Value compare(CompareOp op, DType elem, Value a, Value b) {
        if (elem.equals(DType.U1)) {
            return l.compare(op, l.cvt(intarsia.ir.CvtOp.S32_I1, a), l.cvt(intarsia.ir.CvtOp.S32_I1, b));
        }
        if (elem instanceof IntType t) {
            return l.compare(t.signed() ? op : unsigned(op), a, b);
        }
        if (elem.equals(DType.F32)) {
            return l.compare(op, a, b);
        }
        return l.compare(op, conversions.toFloat(a, elem), conversions.toFloat(b, elem));
    }

    private static CompareOp unsigned(CompareOp op) {
        return switch (op) {
            case LT -> CompareOp.LT_U;
            case LE -> CompareOp.LE_U;
            case GT -> CompareOp.GT_U;
            case GE -> CompareOp.GE_U;
            case EQ, NE, LT_U, LE_U, GT_U, GE_U -> op;
        };
    }
}
