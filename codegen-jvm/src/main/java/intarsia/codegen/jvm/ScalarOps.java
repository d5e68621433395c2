package intarsia.codegen.jvm;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.Type;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;
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
            case CommonOp.Unary u -> unary(s, u.op(), u.a());
            case CommonOp.Binary b -> binary(s, b);
            case CommonOp.Fma f -> fma(s, f);
            case CommonOp.Compare c -> compare(s, c);
            case CommonOp.Select c -> select(c);
            default -> throw e.unsupported(s, null, "no scalar arithmetic");
        }
    }

    private void unary(Stmt s, UnaryOp op, Value a) {
        Kind k = Kind.of(a.type());
        boolean truth = a.type() == ScalarType.I1;
        e.load(a);
        switch (op) {
            case NOT -> {
                if (k == Kind.FLOAT) {
                    throw e.unsupported(s, a.type(), "take its bits first");
                }
                if (k == Kind.LONG) {
                    asm.pushLong(-1);
                } else {
                    asm.pushInt(truth ? 1 : -1);
                }
                asm.op(k == Kind.LONG ? Opcodes.LXOR : Opcodes.IXOR);
            }
            case NEG -> asm.op(pick(s, a.type(), Opcodes.INEG, Opcodes.LNEG, Opcodes.FNEG));
            case ABS -> asm.callStatic("java/lang/Math", "abs", truth ? fail(s, a.type()) : "(" + k.elem().lane + ")" + k.elem().lane);
            case SQRT -> {
                pick(s, a.type(), -1, -1, 0);
                asm.op(Opcodes.F2D);
                asm.callStatic("java/lang/Math", "sqrt", "(D)D");
                asm.op(Opcodes.D2F);
            }
            case ROUND, FLOOR, CEIL, TRUNC -> throw e.unsupported(s, a.type(), "it has no feature round");
            case EXP, EXP2, LOG -> throw e.unsupported(s, a.type(), "passes expand it");
        }
    }

    private void binary(Stmt s, CommonOp.Binary b) {
        Type t = b.a().type();
        if (t == ScalarType.I1 && !b.op().isBitwise()) {
            throw e.unsupported(s, t, "wanted and, or, xor");
        }
        if (b.op() == BinaryOp.MINNUM || b.op() == BinaryOp.MAXNUM) {
            number(s, b);
            return;
        }
        e.load(b.a(), b.b());
        if (b.op().isShift() && b.b().type() == ScalarType.I64) {
            asm.op(Opcodes.L2I);
        }
        switch (b.op()) {
            case ADD -> asm.op(pick(s, t, Opcodes.IADD, Opcodes.LADD, Opcodes.FADD));
            case SUB -> asm.op(pick(s, t, Opcodes.ISUB, Opcodes.LSUB, Opcodes.FSUB));
            case MUL -> asm.op(pick(s, t, Opcodes.IMUL, Opcodes.LMUL, Opcodes.FMUL));
            case DIV -> asm.op(pick(s, t, Opcodes.IDIV, Opcodes.LDIV, Opcodes.FDIV));
            case REM -> asm.op(pick(s, t, Opcodes.IREM, Opcodes.LREM, Opcodes.FREM));
            case AND -> asm.op(pick(s, t, Opcodes.IAND, Opcodes.LAND, -1));
            case OR -> asm.op(pick(s, t, Opcodes.IOR, Opcodes.LOR, -1));
            case XOR -> asm.op(pick(s, t, Opcodes.IXOR, Opcodes.LXOR, -1));
            case SHL -> asm.op(pick(s, t, Opcodes.ISHL, Opcodes.LSHL, -1));
            case SHR_S -> asm.op(pick(s, t, Opcodes.ISHR, Opcodes.LSHR, -1));
            case SHR_U -> asm.op(pick(s, t, Opcodes.IUSHR, Opcodes.LUSHR, -1));
            case MIN, MAX -> asm.callStatic("java/lang/Math", b.op().text(), two(t) + lane(t));
            case DIV_U -> asm.callStatic(box(s, t), "divideUnsigned", two(t) + lane(t));
            case REM_U -> asm.callStatic(box(s, t), "remainderUnsigned", two(t) + lane(t));
            case MIN_U, MAX_U -> {
                e.load(b.a(), b.b());
                asm.callStatic(box(s, t), "compareUnsigned", two(t) + "I");
                keepOne(t, b.op() == BinaryOp.MIN_U ? Opcodes.IFLE : Opcodes.IFGE);
            }
            case MINNUM, MAXNUM -> throw new IllegalStateException("handled before");
        }
    }

    /** Of two values on the stack keeps the first where the jump is taken, else the second. */
    private void keepOne(Type t, int jump) {
        boolean two = Kind.of(t) == Kind.LONG;
        Label first = new Label();
        asm.jump(jump, first);
        asm.op(two ? Opcodes.DUP2_X2 : Opcodes.SWAP);
        if (two) {
            asm.op(Opcodes.POP2);
        }
        asm.label(first);
        asm.op(two ? Opcodes.POP2 : Opcodes.POP);
    }

    /** A NaN gives way to a number. */
    private void number(Stmt s, CommonOp.Binary b) {
        pick(s, b.a().type(), -1, -1, 0);
        Label second = new Label();
        Label first = new Label();
        Label end = new Label();
        e.load(b.a(), b.a());
        asm.op(Opcodes.FCMPL);
        asm.jump(Opcodes.IFNE, second);
        e.load(b.b(), b.b());
        asm.op(Opcodes.FCMPL);
        asm.jump(Opcodes.IFNE, first);
        e.load(b.a(), b.b());
        asm.callStatic("java/lang/Math", b.op() == BinaryOp.MINNUM ? "min" : "max", "(FF)F");
        asm.jump(Opcodes.GOTO, end);
        asm.label(second);
        e.load(b.b());
        asm.jump(Opcodes.GOTO, end);
        asm.label(first);
        e.load(b.a());
        asm.label(end);
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

    private String fail(Stmt s, Type t) {
        throw e.unsupported(s, t, "no such arithmetic on a truth value");
    }

    /** The opcode for the type; -1 stands for none. */
    private int pick(Stmt s, Type t, int onInt, int onLong, int onFloat) {
        int chosen = switch (Kind.of(t)) {
            case INT -> t == ScalarType.I1 && onFloat >= 0 ? -1 : onInt;
            case LONG -> onLong;
            case FLOAT -> onFloat;
            case WORDS, FLOATS, MASK, LONGS, DOUBLES -> -1;
        };
        if (chosen < 0) {
            throw e.unsupported(s, t, "no such scalar arithmetic");
        }
        return chosen;
    }
}
