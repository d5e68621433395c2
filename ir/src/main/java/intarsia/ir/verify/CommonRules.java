package intarsia.ir.verify;

import intarsia.ir.BinaryOp;
import intarsia.ir.BufferType;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.Kernel;
import intarsia.ir.LaneType;
import intarsia.ir.Level;
import intarsia.ir.Operands;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.Symbol;
import intarsia.ir.TensorType;
import intarsia.ir.TileType;
import intarsia.ir.Type;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import java.util.List;

/** What the ops of all levels ask of their operands. */
final class CommonRules {
    private final Kernel k;
    private final Report report;

    CommonRules(Kernel k, Report report) {
        this.k = k;
        this.report = report;
    }

    void check(Stmt s, CommonOp op, boolean inMap) {
        switch (op) {
            case CommonOp.Const(Type type, long bits) -> constant(s, type, bits);
            case CommonOp.Size(var expr) -> {
                report.check(k.level() != Level.LANE || expr.isConst(), s, () -> "size " + expr + " at the lane level, where sizes are parameters or lie in memory");
                List<String> known = k.symbols().stream().map(Symbol::name).toList();
                expr.symbols().stream().filter(n -> !known.contains(n)).forEach(n -> report.add(s, "symbol " + n + " is not declared; known: " + known));
            }
            case CommonOp.Unary(UnaryOp kind, Value a) -> unary(s, kind, a.type());
            case CommonOp.Binary(BinaryOp kind, Value a, Value b) -> binary(s, kind, a.type(), b.type());
            case CommonOp.Fma(Value a, Value _, Value _) -> {
                Kind kind = Kind.of(a.type());
                report.check(k.level() == Level.LANE ? kind == Kind.FLOAT : kind.isNumber(), s, () -> "fma of " + a.type() + "; wanted floats");
                unlimited(s, "fma", a.type());
            }
            case CommonOp.Compare(CompareOp kind, Value a, Value _) -> compare(s, kind, a.type());
            case CommonOp.Select(Value c, Value a, Value _) -> select(s, c.type(), a.type());
            case CommonOp.Cast(Value a, Type type) -> {
                report.check(k.level() != Level.LANE, s, "cast at the lane level; wanted cvt");
                boolean scalars = a.type() instanceof ScalarType && type instanceof ScalarType && a.type() != ScalarType.PTR && type != ScalarType.PTR;
                report.check(scalars || sameShape(a.type(), type), s, () -> "cast of " + a.type() + " to " + type + "; wanted two scalars, or tiles of one shape and layout");
            }
            case CommonOp.Bits(Value a, Type type) -> {
                report.check(sameBits(a.type(), type), s, () -> "bits of " + a.type() + " as " + type + "; wanted as many bits in the same shape, no truth values, no addresses");
                unlimited(s, "bits", type);
            }
            case CommonOp.Barrier _ -> { }
            case CommonOp.Assert _ -> report.check(!inMap, s, "assert in the body of a map");
            case CommonOp.For loop -> loop(s, loop, inMap);
            case CommonOp.If(Value cond, Region then, Region otherwise) -> {
                control(s, inMap);
                report.check(cond.type() == ScalarType.I1, s, () -> "if of " + cond.type() + "; wanted i1");
                report.check(then.args().isEmpty() && otherwise.args().isEmpty(), s, "the regions of an if take nothing");
            }
            case CommonOp.While loop -> {
                control(s, inMap);
                List<Type> carried = loop.inits().stream().map(Value::type).toList();
                for (Region r : List.of(loop.test(), loop.body())) {
                    List<Type> args = r.args().stream().map(Value::type).toList();
                    report.check(args.equals(carried), s, () -> "a region of while takes " + args + "; carried values are " + carried);
                }
            }
        }
    }

    private void control(Stmt s, boolean inMap) {
        report.check(!inMap, s, "control in the body of a map; wanted select");
    }

    private void constant(Stmt s, Type type, long bits) {
        boolean has = type instanceof TileType || type instanceof LaneType || type instanceof ScalarType && type != ScalarType.PTR;
        if (!has) {
            report.add(s, "no constant of type " + type);
            return;
        }
        int width = Consts.elem(type).bits();
        report.check((bits & ~DType.mask(width)) == 0, s, () -> "constant 0x" + Long.toHexString(bits) + " of " + type + "; its elements have " + width + " bits");
        report.check(!Kind.limited(type) || Consts.elem(type).isCode(bits), s, () -> "constant 0x" + Long.toHexString(bits) + " of " + type + ", which is beyond the limit");
    }

    /** Integers of a limit are compared, chosen among and moved. */
    private void unlimited(Stmt s, String text, Type t) {
        report.check(!Kind.limited(t), s, () -> text + " of " + t + ", whose results may lie beyond the limit; cast to integers without one first");
    }

    private void unary(Stmt s, UnaryOp op, Type t) {
        report.check(!(k.level() == Level.LANE && op.expanded()), s, () -> op.text() + " at the lane level; passes expand it to polynomials");
        report.check(fits(op.operands(), t), s, () -> op.text() + " of " + t + ", which has no such arithmetic");
        unlimited(s, op.text(), t);
    }

    private void binary(Stmt s, BinaryOp op, Type a, Type b) {
        Kind kind = Kind.of(a);
        report.check(fits(op.operands(), a), s, () -> op.text() + " of " + a + ", which has no such arithmetic");
        boolean words = op.operands() == Operands.WORDS || op.divides();
        report.check(!(words && kind == Kind.INTEGER && Kind.packed(a)), s, () -> op.text() + " of packed integers " + a + "; take words");
        report.check(!op.isShift() || b == ScalarType.I32 || Kind.of(b) == Kind.INTEGER, s, () -> op.text() + " by " + b + "; wanted an integer count");
        if (op != BinaryOp.MIN && op != BinaryOp.MAX) {
            unlimited(s, op.text(), a);
        }
    }

    private boolean fits(Operands wanted, Type t) {
        Kind kind = Kind.of(t);
        boolean truthTile = t instanceof TileType && kind == Kind.TRUTH;
        return switch (wanted) {
            case BITS -> kind == Kind.TRUTH || kind == Kind.INTEGER;
            case INTEGERS, WORDS -> kind == Kind.INTEGER;
            case CODES -> kind == Kind.INTEGER || truthTile;
            case NUMBERS -> kind.isNumber();
            case TERMS -> kind.isNumber() || truthTile;
            case ROUNDED -> k.level() == Level.LANE ? kind == Kind.FLOAT : kind.isNumber();
            case REALS -> kind == Kind.FLOAT || kind == Kind.CODED;
            case FLOATS -> kind == Kind.FLOAT;
        };
    }

    private void compare(Stmt s, CompareOp op, Type t) {
        Kind kind = Kind.of(t);
        boolean unsigned = switch (op) {
            case LT_U, LE_U, GT_U, GE_U -> true;
            case EQ, NE, LT, LE, GT, GE -> false;
        };
        boolean fits = kind.isNumber() && !(unsigned && kind != Kind.INTEGER) || kind == Kind.TRUTH && (op == CompareOp.EQ || op == CompareOp.NE || t instanceof TileType && !unsigned);
        report.check(fits && !Kind.packed(t), s, () -> op.text() + " of " + t + (Kind.packed(t) ? ", which has no mask of one bit a lane" : ", which has no such order"));
    }

    private void select(Stmt s, Type c, Type of) {
        boolean fits = switch (of) {
            case ScalarType _ -> c == ScalarType.I1;
            case LaneType _ -> c == ScalarType.I1 || c == LaneType.MASK;
            case TileType t -> c == ScalarType.I1 || c.equals(t.withElem(DType.U1));
            case BufferType _, TensorType _ -> false;
        };
        report.check(fits, s, () -> "select of " + of + " by " + c + "; wanted i1, or a truth value an element");
    }

    private void loop(Stmt s, CommonOp.For loop, boolean inMap) {
        control(s, inMap);
        Type t = loop.lo().type();
        boolean fits = t instanceof ScalarType i && i.isInt() && loop.hi().type().equals(t) && loop.step().type().equals(t);
        report.check(fits, s, () -> "loop from " + t + " to " + loop.hi().type() + " in steps of " + loop.step().type() + "; wanted three i32 or three i64");
    }

    static boolean sameShape(Type a, Type b) {
        return a instanceof TileType x && b instanceof TileType y && x.shape().equals(y.shape()) && x.layout().equals(y.layout());
    }

    private static boolean sameBits(Type a, Type b) {
        if (a instanceof TileType x && b instanceof TileType y) {
            return sameShape(a, b) && x.elem().bits() == y.elem().bits();
        }
        if (a instanceof LaneType x && b instanceof LaneType y) {
            return x != LaneType.MASK && y != LaneType.MASK && x.isWord() == y.isWord();
        }
        return a instanceof ScalarType x && b instanceof ScalarType y && x.bits() == y.bits() && x != ScalarType.PTR && y != ScalarType.PTR;
    }
}
