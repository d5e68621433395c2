package intarsia.codegen.jvm;

import intarsia.ir.CommonOp;
import intarsia.ir.Operands;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.UnaryOp;
import jdk.incubator.vector.VectorOperators;
import org.objectweb.asm.Opcodes;

/** What each op on one value is in bytecode: its row is all that this module needs to know of it. */
record UnaryRow(OnVector vectors, OnScalar scalars, String lacks) {
    /** Replaces the vector on the stack by the result. */
    private interface OnVector {
        void emit(Asm asm, Elem elem);
    }

    /** Replaces the scalar on the stack. */
    private interface OnScalar {
        void emit(Asm asm, Kind kind, boolean truth);
    }

    private static UnaryRow of(UnaryOp op) {
        return switch (op) {
            case NEG -> row(method("neg"), (asm, k, _) -> asm.op(BinaryRow.pick(k, Opcodes.INEG, Opcodes.LNEG, Opcodes.FNEG)));
            case ABS -> row(method("abs"), (asm, k, _) -> asm.callStatic("java/lang/Math", "abs", "(" + k.elem().lane + ")" + k.elem().lane));
            case NOT -> row(method("not"), UnaryRow::complement);
            case POPCOUNT -> row(operator("BIT_COUNT"), UnaryRow::bitCount);
            case SQRT -> row(method("sqrt"), UnaryRow::root);
            case ROUND, FLOOR, CEIL, TRUNC -> lacking("it has no feature round");
            case EXP, EXP2, LOG -> lacking("passes expand it");
        };
    }

    private static UnaryRow row(OnVector vectors, OnScalar scalars) {
        return new UnaryRow(vectors, scalars, "");
    }

    private static UnaryRow lacking(String why) {
        return new UnaryRow((_, _) -> { }, (_, _, _) -> { }, why);
    }

    private static OnVector method(String name) {
        return (asm, elem) -> asm.call(elem, name, "");
    }

    private static OnVector operator(String name) {
        return (asm, elem) -> asm.lanewise(elem, name, VectorOperators.Unary.class, "", () -> { });
    }

    private static void complement(Asm asm, Kind k, boolean truth) {
        if (k == Kind.LONG) {
            asm.pushLong(-1);
        } else {
            asm.pushInt(truth ? 1 : -1);
        }
        asm.op(k == Kind.LONG ? Opcodes.LXOR : Opcodes.IXOR);
    }

    private static void bitCount(Asm asm, Kind k, boolean truth) {
        asm.callStatic(BinaryRow.box(k), "bitCount", "(" + k.elem().lane + ")I");
        if (k == Kind.LONG) {
            asm.op(Opcodes.I2L);
        }
    }

    private static void root(Asm asm, Kind k, boolean truth) {
        asm.op(Opcodes.F2D);
        asm.callStatic("java/lang/Math", "sqrt", "(D)D");
        asm.op(Opcodes.D2F);
    }

    /** On the vector on the stack. */
    static void vector(Emitter e, Stmt s, CommonOp.Unary u, Elem elem) {
        legal(e, s, u, elem).vectors.emit(e.asm, elem);
    }

    /** On the scalar on the stack. */
    static void scalar(Emitter e, Stmt s, CommonOp.Unary u) {
        Kind k = Kind.of(u.a().type());
        boolean truth = u.a().type() == ScalarType.I1;
        if (truth && u.op().operands() != Operands.BITS) {
            throw e.unsupported(s, u.a().type(), "no such arithmetic on a truth value");
        }
        legal(e, s, u, k.elem()).scalars.emit(e.asm, k, truth);
    }

    private static UnaryRow legal(Emitter e, Stmt s, CommonOp.Unary u, Elem elem) {
        UnaryRow row = of(u.op());
        String why = !row.lacks.isEmpty() ? row.lacks : elem.takes(u.op().operands()) ? "" : "no such arithmetic on " + u.a().type();
        if (!why.isEmpty()) {
            throw e.unsupported(s, u.a().type(), why);
        }
        return row;
    }
}
