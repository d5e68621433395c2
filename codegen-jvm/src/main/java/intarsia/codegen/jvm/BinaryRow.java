package intarsia.codegen.jvm;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Operands;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * What each op on two values is in bytecode: its row is all that this module needs to know of it.
 *
 * @param ints   on vectors of integers
 * @param floats on vectors of floats
 */
record BinaryRow(OnVector ints, OnVector floats, OnScalar scalars) {
    /** How vectors do it. */
    sealed interface OnVector {
    }

    /** A method of the vector that takes another. */
    record Method(String name) implements OnVector {
    }

    /** An operator of {@code lanewise}. */
    record Operator(String name) implements OnVector {
    }

    /** An operator that takes a count. */
    record Shift(String operator) implements OnVector {
    }

    /** No vector instruction, and the library's would box: 32-bit words one by one, as scalars. */
    record EachLane() implements OnVector {
    }

    /** A method of floats that keeps a NaN, which then gives way to a number. */
    record DropsNaN(String method) implements OnVector {
    }

    /** Not at all, for a reason. */
    record Lacking(String why) implements OnVector {
    }

    /** Puts the result of two scalars, which {@code load} pushes, on the stack. A count is an int. */
    interface OnScalar {
        void emit(Asm asm, Kind kind, Runnable load);
    }

    private static final OnVector LANES = new EachLane();
    private static final OnVector NONE = new Lacking("");

    static BinaryRow of(BinaryOp op) {
        return switch (op) {
            case ADD -> arithmetic("add", Opcodes.IADD, Opcodes.LADD, Opcodes.FADD);
            case SUB -> arithmetic("sub", Opcodes.ISUB, Opcodes.LSUB, Opcodes.FSUB);
            case MUL -> arithmetic("mul", Opcodes.IMUL, Opcodes.LMUL, Opcodes.FMUL);
            case MULHI_U -> new BinaryRow(new Lacking("passes expand it"), NONE, BinaryRow::upperHalf);
            case DIV -> new BinaryRow(LANES, new Method("div"), opcodes(Opcodes.IDIV, Opcodes.LDIV, Opcodes.FDIV));
            case DIV_U -> new BinaryRow(LANES, NONE, boxed("divideUnsigned"));
            case REM -> new BinaryRow(LANES, LANES, opcodes(Opcodes.IREM, Opcodes.LREM, Opcodes.FREM));
            case REM_U -> new BinaryRow(LANES, NONE, boxed("remainderUnsigned"));
            case MIN -> new BinaryRow(new Method("min"), new Method("min"), math("min"));
            case MAX -> new BinaryRow(new Method("max"), new Method("max"), math("max"));
            case MIN_U -> new BinaryRow(new Operator("UMIN"), NONE, unsigned(Opcodes.IFLE));
            case MAX_U -> new BinaryRow(new Operator("UMAX"), NONE, unsigned(Opcodes.IFGE));
            case MINNUM -> new BinaryRow(NONE, new DropsNaN("min"), number("min"));
            case MAXNUM -> new BinaryRow(NONE, new DropsNaN("max"), number("max"));
            case AND -> integers(new Operator("AND"), Opcodes.IAND, Opcodes.LAND);
            case OR -> integers(new Operator("OR"), Opcodes.IOR, Opcodes.LOR);
            case XOR -> integers(new Operator("XOR"), Opcodes.IXOR, Opcodes.LXOR);
            case SHL -> integers(new Shift("LSHL"), Opcodes.ISHL, Opcodes.LSHL);
            case SHR_S -> integers(new Shift("ASHR"), Opcodes.ISHR, Opcodes.LSHR);
            case SHR_U -> integers(new Shift("LSHR"), Opcodes.IUSHR, Opcodes.LUSHR);
        };
    }

    /** How vectors of an element type do an op, or an error that says why they do not. */
    static OnVector vector(Emitter e, Stmt s, CommonOp.Binary b, Elem elem) {
        boolean real = elem == Elem.FLOAT || elem == Elem.DOUBLE;
        OnVector row = real ? of(b.op()).floats : of(b.op()).ints;
        if (row instanceof Lacking(String why)) {
            throw e.unsupported(s, b.a().type(), why.isEmpty() ? "no such arithmetic on " + b.a().type() : why);
        }
        return row;
    }

    /** Puts the result on the stack. */
    static void scalar(Emitter e, Stmt s, CommonOp.Binary b, Runnable load) {
        boolean truth = b.a().type() == ScalarType.I1 && b.op().operands() != Operands.BITS;
        Kind k = Kind.of(b.a().type());
        BinaryRow row = of(b.op());
        if (truth || NONE.equals(k == Kind.FLOAT ? row.floats : row.ints)) {
            throw e.unsupported(s, b.a().type(), truth ? "wanted and, or, xor" : "no such scalar arithmetic");
        }
        row.scalars.emit(e.asm, k, load);
    }

    private static BinaryRow arithmetic(String method, int onInt, int onLong, int onFloat) {
        return new BinaryRow(new Method(method), new Method(method), opcodes(onInt, onLong, onFloat));
    }

    private static BinaryRow integers(OnVector vectors, int onInt, int onLong) {
        return new BinaryRow(vectors, NONE, opcodes(onInt, onLong, Opcodes.NOP));
    }

    private static OnScalar opcodes(int onInt, int onLong, int onFloat) {
        return (asm, k, load) -> {
            load.run();
            asm.op(pick(k, onInt, onLong, onFloat));
        };
    }

    private static OnScalar boxed(String method) {
        return (asm, k, load) -> {
            load.run();
            asm.callStatic(box(k), method, two(k) + k.elem().lane);
        };
    }

    private static OnScalar math(String method) {
        return (asm, k, load) -> {
            load.run();
            asm.callStatic("java/lang/Math", method, two(k) + k.elem().lane);
        };
    }

    /** Keeps the first where the jump is taken after their unsigned comparison, else the second. */
    private static OnScalar unsigned(int jump) {
        return (asm, k, load) -> {
            load.run();
            load.run();
            asm.callStatic(box(k), "compareUnsigned", two(k) + "I");
            keepOne(asm, k, jump);
        };
    }

    private static void keepOne(Asm asm, Kind k, int jump) {
        Label first = new Label();
        asm.jump(jump, first);
        asm.op(k == Kind.LONG ? Opcodes.DUP2_X2 : Opcodes.SWAP);
        if (k == Kind.LONG) {
            asm.op(Opcodes.POP2);
        }
        asm.label(first);
        asm.op(k == Kind.LONG ? Opcodes.POP2 : Opcodes.POP);
    }

    /** Of floats: where one is NaN the other, else what the method says. */
    private static OnScalar number(String method) {
        return (asm, _, load) -> {
            load.run();
            Label keep = new Label();
            Label both = new Label();
            Label end = new Label();
            for (int i = 0; i < 2; i++) {
                asm.op(Opcodes.DUP);
                asm.op(Opcodes.DUP);
                asm.op(Opcodes.FCMPL);
                asm.jump(Opcodes.IFNE, keep);
                asm.op(Opcodes.SWAP);
            }
            asm.jump(Opcodes.GOTO, both);
            asm.label(keep);
            asm.op(Opcodes.POP);
            asm.jump(Opcodes.GOTO, end);
            asm.label(both);
            asm.callStatic("java/lang/Math", method, "(FF)F");
            asm.label(end);
        };
    }

    private static void upperHalf(Asm asm, Kind k, Runnable load) {
        load.run();
        if (k == Kind.LONG) {
            asm.callStatic("java/lang/Math", "unsignedMultiplyHigh", "(JJ)J");
            return;
        }
        asm.callStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
        asm.op(Opcodes.DUP2_X1);
        asm.op(Opcodes.POP2);
        asm.callStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
        asm.op(Opcodes.LMUL);
        asm.pushInt(Integer.SIZE);
        asm.op(Opcodes.LUSHR);
        asm.op(Opcodes.L2I);
    }

    private static String two(Kind k) {
        return "(" + k.elem().lane + k.elem().lane + ")";
    }

    static String box(Kind k) {
        return k == Kind.LONG ? "java/lang/Long" : "java/lang/Integer";
    }

    /** The one for scalars of a kind. */
    static int pick(Kind k, int onInt, int onLong, int onFloat) {
        return switch (k) {
            case INT -> onInt;
            case LONG -> onLong;
            case FLOAT -> onFloat;
            case WORDS, SHORTS, FLOATS, MASK, LONGS, DOUBLES -> throw new IllegalStateException(k + " is no scalar");
        };
    }
}
