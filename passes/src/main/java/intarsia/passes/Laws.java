package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CommonOp.Binary;
import intarsia.ir.CommonOp.Compare;
import intarsia.ir.CommonOp.Const;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.CvtOp;
import intarsia.ir.Expr;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Op;
import intarsia.ir.ScalarType;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Laws of integer scalars: index arithmetic and conditions. Floats have none: every rounding is part of the program. */
final class Laws {
    static final List<Rule> INDEX = List.of(
            new Rule("c1 op c2 -> c", (op, def) -> op instanceof Binary(var o, var a, var b) ? foldBinary(o, a, b, def) : Optional.empty()),
            new Rule("x + 0 -> x", (op, def) -> neutral(op, BinaryOp.ADD, 0, def)),
            new Rule("x - 0 -> x", (op, def) -> neutral(op, BinaryOp.SUB, 0, def)),
            new Rule("x * 1 -> x", (op, def) -> neutral(op, BinaryOp.MUL, 1, def)),
            new Rule("x / 1 -> x", (op, def) -> neutral(op, BinaryOp.DIV, 1, def)),
            new Rule("x shift 0 -> x", (op, def) -> op instanceof Binary(var o, var a, var b) && o.isShift() && isInt(a.type())
                    && is(b, 0, def) ? Rule.same(a) : Optional.empty()),
            new Rule("x or 0 -> x", (op, def) -> neutral(op, BinaryOp.OR, 0, def)),
            new Rule("x and -1 -> x", (op, def) -> op instanceof Binary(BinaryOp o, Value a, Value b) && o == BinaryOp.AND && isInt(a.type())
                    && is(b, a.type() == ScalarType.I64 ? -1 : 0xffff_ffffL, def) ? Rule.same(a) : Optional.empty()),
            new Rule("x and 0 -> 0", (op, def) -> op instanceof Binary(BinaryOp o, Value a, Value b) && o == BinaryOp.AND && isInt(a.type())
                    ? is(b, 0, def) ? Rule.same(b) : is(a, 0, def) ? Rule.same(a) : Optional.empty() : Optional.empty()),
            new Rule("x * 0 -> 0", (op, def) -> op instanceof Binary(BinaryOp o, Value a, Value b) && o == BinaryOp.MUL && isInt(a.type())
                    && is(b, 0, def) ? Rule.same(b) : Optional.empty()),
            new Rule("c + x -> x + c", (op, def) -> op instanceof Binary(BinaryOp o, Value a, Value b) && (o == BinaryOp.ADD || o == BinaryOp.MUL)
                    && isInt(a.type()) && constant(a, def).isPresent() && constant(b, def).isEmpty()
                    ? Rule.instead(new Binary(o, b, a)) : Optional.empty()),
            new Rule("min(x, x) -> x", (op, def) -> op instanceof Binary(BinaryOp o, Value a, Value b)
                    && (o == BinaryOp.MIN || o == BinaryOp.MAX) && isInt(a.type()) && a.equals(b) ? Rule.same(a) : Optional.empty()),
            new Rule("i1: x and true -> x", (op, def) -> op instanceof Binary(BinaryOp o, Value a, Value b) && o == BinaryOp.AND
                    && a.type() == ScalarType.I1 ? andFlag(a, b, def) : Optional.empty()),
            new Rule("c1 cmp c2 -> flag", (op, def) -> op instanceof Compare(var o, var a, var b) ? foldCompare(o, a, b, def) : Optional.empty()),
            new Rule("select c, x, y -> x or y", (op, def) -> op instanceof CommonOp.Select(var c, var a, var b)
                    ? pick(c, a, b, def) : Optional.empty()),
            new Rule("size of a number -> the number", (op, def) -> op instanceof CommonOp.Size(Expr e) && e instanceof Expr.Const(long v)
                    ? Rule.instead(Consts.i64(v)) : Optional.empty()),
            new Rule("cvt c -> c", (op, def) -> op instanceof LaneOp.Cvt(var o, var a) ? foldCvt(o, a, def) : Optional.empty()),
            new Rule("cast x to its type -> x", (op, def) -> op instanceof CommonOp.Cast(var a, var t) && a.type().equals(t)
                    ? Rule.same(a) : Optional.empty()),
            new Rule("cast c -> c", (op, def) -> op instanceof CommonOp.Cast(var a, var t) ? foldCast(a, t, def) : Optional.empty()),
            new Rule("ld where true -> ld", (op, def) -> op instanceof LaneOp.Ld(var at, int bits, boolean signed, int count, Type t) && flag(at.mask(), def).equals(Optional.of(true))
                    ? Rule.instead(new LaneOp.Ld(at.withoutMask(), bits, signed, count, t)) : Optional.empty()),
            new Rule("bits x as its type -> x", (op, def) -> op instanceof CommonOp.Bits(var a, var t) && a.type().equals(t)
                    ? Rule.same(a) : Optional.empty()),
            new Rule("bits (bits x) -> bits x", (op, def) -> op instanceof CommonOp.Bits(var a, var t)
                    && def.apply(a).orElse(null) instanceof CommonOp.Bits(var inner, _) ? Rule.instead(new CommonOp.Bits(inner, t)) : Optional.empty()));

    private Laws() {
    }

    /** The number that a value is, or all words of it, where that is known; sign-extended. */
    static OptionalLong constant(Value v, Function<Value, Optional<Op>> def) {
        return switch (def.apply(v).orElse(null)) {
            case Const(Type t, long bits) when isInt(t) || t == ScalarType.I1 -> OptionalLong.of(signed(t, bits));
            case LaneOp.Splat(Value a) when v.type() == LaneType.I32 -> constant(a, def);
            case null, default -> OptionalLong.empty();
        };
    }

    /** Whether a mask is on, or off, for every lane. */
    static Optional<Boolean> flag(Optional<Value> mask, Function<Value, Optional<Op>> def) {
        OptionalLong c = mask.flatMap(def).orElse(null) instanceof LaneOp.Splat(Value a) ? constant(a, def) : OptionalLong.empty();
        return c.isPresent() ? Optional.of(c.getAsLong() != 0) : Optional.empty();
    }

    private static long signed(Type t, long bits) {
        return t == ScalarType.I64 || t == ScalarType.I1 ? bits : (int) bits;
    }

    private static boolean isInt(Type t) {
        return t == ScalarType.I32 || t == ScalarType.I64 || t == LaneType.I32;
    }

    private static boolean is(Value v, long bits, Function<Value, Optional<Op>> def) {
        return switch (def.apply(v).orElse(null)) {
            case Const(Type t, long b) -> isInt(t) && b == bits;
            case LaneOp.Splat(Value a) -> is(a, bits, def);
            case null, default -> false;
        };
    }

    private static Optional<Rule.Result> neutral(Op op, BinaryOp wanted, long n, Function<Value, Optional<Op>> def) {
        return op instanceof Binary(BinaryOp o, Value a, Value b) && o == wanted && isInt(a.type()) && is(b, n, def)
                ? Rule.same(a) : Optional.empty();
    }

    private static Optional<Rule.Result> andFlag(Value a, Value b, Function<Value, Optional<Op>> def) {
        OptionalLong x = constant(a, def);
        OptionalLong y = constant(b, def);
        if (x.isPresent()) {
            return Rule.same(x.getAsLong() == 0 ? a : b);
        }
        return y.isPresent() ? Rule.same(y.getAsLong() == 0 ? b : a) : Optional.empty();
    }

    private static Optional<Rule.Result> pick(Value c, Value a, Value b, Function<Value, Optional<Op>> def) {
        if (a.equals(b)) {
            return Rule.same(a);
        }
        OptionalLong flag = c.type() == ScalarType.I1 ? constant(c, def) : OptionalLong.empty();
        return flag.isPresent() ? Rule.same(flag.getAsLong() == 0 ? b : a) : Optional.empty();
    }

    private static Optional<Rule.Result> foldBinary(BinaryOp op, Value a, Value b, Function<Value, Optional<Op>> def) {
        OptionalLong x = constant(a, def);
        OptionalLong y = constant(b, def);
        if (x.isEmpty() || y.isEmpty() || !(a.type() == ScalarType.I32 || a.type() == ScalarType.I64)) {
            return Optional.empty();
        }
        boolean wide = a.type() == ScalarType.I64;
        IntType t = wide ? DType.I64 : DType.I32;
        boolean outside = op.divides() && y.getAsLong() == 0 || op.isShift() && (y.getAsLong() < 0 || y.getAsLong() >= t.bits());
        if (outside || !op.operands().integers()) {
            return Optional.empty();
        }
        long r = t.decodeLong(op.whole(t, x.getAsLong(), y.getAsLong()));
        return Rule.instead(wide ? Consts.i64(r) : Consts.i32(r));
    }

    private static Optional<Rule.Result> foldCompare(CompareOp op, Value a, Value b, Function<Value, Optional<Op>> def) {
        OptionalLong x = constant(a, def);
        OptionalLong y = constant(b, def);
        if (x.isEmpty() || y.isEmpty() || !(a.type() instanceof ScalarType)) {
            return Optional.empty();
        }
        int order = Long.compare(x.getAsLong(), y.getAsLong());
        int unsigned = Long.compareUnsigned(x.getAsLong(), y.getAsLong());
        boolean holds = switch (op) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
            case LT_U -> unsigned < 0;
            case LE_U -> unsigned <= 0;
            case GT_U -> unsigned > 0;
            case GE_U -> unsigned >= 0;
        };
        return Rule.instead(Consts.i1(holds));
    }

    private static Optional<Rule.Result> foldCvt(CvtOp op, Value a, Function<Value, Optional<Op>> def) {
        OptionalLong x = constant(a, def);
        if (x.isEmpty() || !(a.type() instanceof ScalarType)) {
            return Optional.empty();
        }
        long v = x.getAsLong();
        return switch (op) {
            case S64_S32 -> Rule.instead(Consts.i64(v));
            case S64_U32 -> Rule.instead(Consts.i64(v & 0xffff_ffffL));
            case S32_S64 -> Rule.instead(Consts.i32(v));
            case S32_I1 -> Rule.instead(Consts.i32(v & 1));
            case F32_S32 -> Rule.instead(Consts.f32((int) v));
            case F32_U32, S32_F32, S32_RN_F32, F32_F16, F16_F32 -> Optional.empty();
        };
    }

    private static Optional<Rule.Result> foldCast(Value a, Type t, Function<Value, Optional<Op>> def) {
        OptionalLong x = constant(a, def);
        if (x.isEmpty() || !(a.type() instanceof ScalarType)) {
            return Optional.empty();
        }
        long v = x.getAsLong();
        return switch (t) {
            case ScalarType s when s == ScalarType.I64 -> Rule.instead(Consts.i64(v));
            case ScalarType s when s == ScalarType.I32 -> Rule.instead(Consts.i32(Math.clamp(v, Integer.MIN_VALUE, Integer.MAX_VALUE)));
            default -> Optional.empty();
        };
    }
}
