package intarsia.codegen.jvm;

import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.LaneType;
import intarsia.ir.Stmt;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;
import org.objectweb.asm.Opcodes;

/** Logic of masks. */
final class MaskOps {
    private final Emitter e;
    private final Asm asm;

    MaskOps(Emitter e) {
        this.e = e;
        this.asm = e.asm;
    }

    void constant(CommonOp.Const c) {
        all(e, () -> asm.pushInt((int) (c.bits() & 1)));
    }

    /** A mask whose lanes all are what {@code truth} pushes. */
    static void all(Emitter e, Runnable truth) {
        e.asm.species(Elem.INT, e.vectorBits());
        truth.run();
        e.asm.mv.visitMethodInsn(Opcodes.INVOKEINTERFACE, Asm.SPECIES, "maskAll", "(Z)" + Asm.MASK_TYPE, true);
    }

    void emit(Stmt s, CommonOp op) {
        switch (op) {
            case CommonOp.Unary u when u.op() == UnaryOp.NOT -> {
                e.load(u.a());
                not();
            }
            case CommonOp.Binary b when b.op().isBitwise() -> logic(b.op().text(), b.a(), b.b());
            case CommonOp.Compare c when c.op() == CompareOp.NE || c.op() == CompareOp.EQ -> {
                logic("xor", c.a(), c.b());
                if (c.op() == CompareOp.EQ) {
                    not();
                }
            }
            case CommonOp.Select c -> select(c);
            default -> throw e.unsupported(s, LaneType.MASK, "wanted and, or, xor, not, cmp.eq, cmp.ne, select");
        }
    }

    private void select(CommonOp.Select c) {
        if (c.c().type() != LaneType.MASK) {
            new ScalarOps(e).select(c);
            return;
        }
        logic("and", c.c(), c.a());
        logic("andNot", c.b(), c.c());
        binary("or");
    }

    private void logic(String method, Value a, Value b) {
        e.load(a, b);
        binary(method);
    }

    private void binary(String method) {
        asm.call(Asm.MASK, method, "(" + Asm.MASK_TYPE + ")" + Asm.MASK_TYPE);
    }

    private void not() {
        asm.call(Asm.MASK, "not", "()" + Asm.MASK_TYPE);
    }
}
