package intarsia.passes.cost;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Op;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.TargetOp;
import intarsia.ir.TensorOp;
import intarsia.ir.TileOp;
import intarsia.ir.Type;
import intarsia.ir.Value;
import java.util.Locale;

/** What statements of lane code are counted as. */
enum OpClass {
    FLOAT_ADD(1), FLOAT_MUL(1), FMA(1), FLOAT_DIVIDE(8), INT_ADD(1), INT_MUL(1.5), LOGIC(1), SHIFT(1), MIN_MAX(1), COMPARE(1), SELECT(1), CONVERT(1), TABLE(2), DECODE(16),
    EXCHANGE(2), EXTRACT(2), SPLAT(1), DOT(4), MMA(16), MASK(1), SCALAR(0.5), SCALAR_FLOAT(1), CONSTANT(0), LOAD(1), STORE(1), ATOMIC(16), TOUCH(1), FENCE(4), CONTROL(1);

    /** About how many cycles one takes on vectors of one instruction; loads and stores are counted by their forms. */
    final double cycles;

    OpClass(double cycles) {
        this.cycles = cycles;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Of a statement of lane code. */
    static OpClass of(Stmt s) {
        return switch (s.op()) {
            case CommonOp op -> of(op, s);
            case TargetOp op -> of(op);
            case LaneOp op -> of(op);
            case TileOp _, TensorOp _ -> throw new IllegalArgumentException("no lane code: " + s);
        };
    }

    private static OpClass of(CommonOp op, Stmt s) {
        return switch (op) {
            case CommonOp.Const _ -> CONSTANT;
            case CommonOp.Size _ -> SCALAR;
            case CommonOp.Unary(var _, Value a) -> a.type() == LaneType.MASK ? MASK : a.type() instanceof ScalarType t ? scalar(t) : isFloat(a.type()) ? FLOAT_ADD : LOGIC;
            case CommonOp.Binary(BinaryOp o, Value a, Value _) -> a.type() == LaneType.MASK ? MASK : a.type() instanceof ScalarType t ? scalar(t) : of(o, isFloat(a.type()));
            case CommonOp.Fma(Value a, Value _, Value _) -> a.type() instanceof ScalarType t ? scalar(t) : FMA;
            case CommonOp.Compare(var _, Value a, Value _) -> a.type() instanceof ScalarType ? SCALAR : COMPARE;
            case CommonOp.Select _ -> s.result().type() instanceof ScalarType t ? scalar(t) : SELECT;
            case CommonOp.Cast _ -> CONVERT;
            case CommonOp.Bits _ -> CONSTANT;
            case CommonOp.For _, CommonOp.If _, CommonOp.While _, CommonOp.Assert _ -> CONTROL;
            case CommonOp.Barrier _ -> FENCE;
        };
    }

    private static OpClass scalar(ScalarType t) {
        return t == ScalarType.F32 ? SCALAR_FLOAT : SCALAR;
    }

    private static boolean isFloat(Type t) {
        return t instanceof LaneType l && l.isFloat();
    }

    private static OpClass of(BinaryOp op, boolean real) {
        return switch (op) {
            case ADD, SUB -> real ? FLOAT_ADD : INT_ADD;
            case MUL, MULHI_U -> real ? FLOAT_MUL : INT_MUL;
            case DIV, DIV_U, REM, REM_U -> FLOAT_DIVIDE;
            case MIN, MAX, MIN_U, MAX_U, MINNUM, MAXNUM -> MIN_MAX;
            case AND, OR, XOR -> LOGIC;
            case SHL, SHR_S, SHR_U -> SHIFT;
        };
    }

    private static OpClass of(TargetOp op) {
        return switch (op) {
            case TargetOp.CopyAsync _ -> LOAD;
            case TargetOp.Commit _, TargetOp.Wait _ -> FENCE;
            case TargetOp.Mma _ -> MMA;
            case TargetOp.Ldmatrix _ -> LOAD;
            case TargetOp.Dot4 _ -> DOT;
            case TargetOp.CvtPair _ -> CONVERT;
            case TargetOp.Bytes _ -> EXCHANGE;
        };
    }

    private static OpClass of(LaneOp op) {
        return switch (op) {
            case LaneOp.Ld _ -> LOAD;
            case LaneOp.St _ -> STORE;
            case LaneOp.Red _ -> ATOMIC;
            case LaneOp.Lanes _ -> CONSTANT;
            case LaneOp.Splat _ -> SPLAT;
            case LaneOp.Extract _ -> EXTRACT;
            case LaneOp.Exchange _, LaneOp.Rotate _, LaneOp.Permute _ -> EXCHANGE;
            case LaneOp.Table _ -> TABLE;
            case LaneOp.Decode _ -> DECODE;
            case LaneOp.Cvt(var _, Value a) -> a.type() instanceof LaneType ? CONVERT : SCALAR;
            case LaneOp.Warp _, LaneOp.Alloc _ -> SCALAR;
            case LaneOp.Touch _ -> TOUCH;
            case LaneOp.Blocks _ -> CONTROL;
            case TargetOp t -> of(t);
        };
    }
}
