package intarsia.codegen.jvm;

import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.Type;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Arithmetic of scalars on the operand stack. */
final class ScalarOps {
    private final Emitter e;
    private final Asm asm;

    ScalarOps(Emitter e) {
        this.e = e;
        this.asm = e.asm;
    }

    void emit(Stmt s, CommonOp op) {
        switch (op) {
            case CommonOp.Unary u -> {
                e.load(u.a());
                UnaryRow.scalar(e, s, u);
            }
            case CommonOp.Binary b -> binary(s, b);
            case CommonOp.Fma f -> fma(s, f);
            case CommonOp.Compare c -> compare(s, c);
            case CommonOp.Select c -> select(c);
            default -> throw e.unsupported(s, null, "no scalar arithmetic");
        }
    }

    private void binary(Stmt s, CommonOp.Binary b) {
        BinaryRow.scalar(e, s, b, () -> {
            e.load(b.a(), b.b());
            if (b.op().isShift() && b.b().type() == ScalarType.I64) {
                asm.op(Opcodes.L2I);
            }
        });
    }

    private void fma(Stmt s, CommonOp.Fma f) {
        Type t = f.a().type();
        e.load(f.a(), f.b());
        if (Kind.of(t) == Kind.FLOAT) {
            e.load(f.c());
            asm.callStatic("java/lang/Math", "fma", "(FFF)F");
            return;
        }
        asm.op(pick(s, t, Opcodes.IMUL, Opcodes.LMUL, -1));
        e.load(f.c());
        asm.op(pick(s, t, Opcodes.IADD, Opcodes.LADD, -1));
    }

    private void compare(Stmt s, CommonOp.Compare c) {
        Type t = c.a().type();
        e.load(c.a(), c.b());
        boolean direct = Kind.of(t) == Kind.INT && !unsigned(c.op());
        if (unsigned(c.op())) {
            asm.callStatic(box(s, t), "compareUnsigned", two(t) + "I");
        } else if (Kind.of(t) == Kind.FLOAT) {
            // The one that makes a NaN fail the test; eq and ne do with either.
            asm.op(c.op() == CompareOp.LT || c.op() == CompareOp.LE ? Opcodes.FCMPG : Opcodes.FCMPL);
        } else if (!direct) {
            asm.op(Opcodes.LCMP);
        }
        Label yes = new Label();
        Label end = new Label();
        asm.jump(jump(c.op()) + (direct ? Opcodes.IF_ICMPEQ - Opcodes.IFEQ : 0), yes);
        asm.pushInt(0);
        asm.jump(Opcodes.GOTO, end);
        asm.label(yes);
        asm.pushInt(1);
        asm.label(end);
    }

    private static boolean unsigned(CompareOp op) {
        return switch (op) {
            case LT_U, LE_U, GT_U, GE_U -> true;
            case EQ, NE, LT, LE, GT, GE -> false;
        };
    }

    private static int jump(CompareOp op) {
        return switch (op) {
            case EQ -> Opcodes.IFEQ;
            case NE -> Opcodes.IFNE;
            case LT, LT_U -> Opcodes.IFLT;
            case LE, LE_U -> Opcodes.IFLE;
            case GT, GT_U -> Opcodes.IFGT;
            case GE, GE_U -> Opcodes.IFGE;
        };
    }

    /** By a scalar condition; values of any type. */
    void select(CommonOp.Select c) {
        Label otherwise = new Label();
        Label end = new Label();
        e.load(c.c());
        asm.jump(Opcodes.IFEQ, otherwise);
        e.load(c.a());
        asm.jump(Opcodes.GOTO, end);
        asm.label(otherwise);
        e.load(c.b());
        asm.label(end);
        Kind k = Kind.of(c.a().type());
        if (k.load == Opcodes.ALOAD && k.parts == 1) {
            e.tables.exact(asm, k);
            e.tables.fresh(asm, k);
        }
    }

    private static String lane(Type t) {
        return Kind.of(t).elem().lane;
    }

    private static String two(Type t) {
        return "(" + lane(t) + lane(t) + ")";
    }

    private String box(Stmt s, Type t) {
        return pick(s, t, 0, 1, -1) == 0 ? "java/lang/Integer" : "java/lang/Long";
    }

    /** The opcode for the type; -1 stands for none. */
    private int pick(Stmt s, Type t, int onInt, int onLong, int onFloat) {
        int chosen = switch (Kind.of(t)) {
            case INT -> t == ScalarType.I1 && onFloat >= 0 ? -1 : onInt;
            case LONG -> onLong;
            case FLOAT -> onFloat;
            case WORDS, SHORTS, FLOATS, MASK, LONGS, DOUBLES -> -1;
        };
        if (chosen < 0) {
            throw e.unsupported(s, t, "no such scalar arithmetic");
        }
        return chosen;
    }
}
