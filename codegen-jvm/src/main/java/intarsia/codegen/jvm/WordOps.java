package intarsia.codegen.jvm;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.Type;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;
import jdk.incubator.vector.VectorOperators;
import org.objectweb.asm.Opcodes;

/** Arithmetic of {@code <i32>} and {@code <f32>}: one vector an operand. */
final class WordOps {
    private final Emitter e;
    private final Asm asm;
    private final LaneLoop lanes;

    WordOps(Emitter e) {
        this.e = e;
        this.asm = e.asm;
        this.lanes = new LaneLoop(e);
    }

    void constant(CommonOp.Const c) {
        Elem elem = Kind.of(c.type()).elem();
        asm.species(elem, e.vectorBits());
        if (elem == Elem.FLOAT) {
            asm.pushFloat((int) c.bits());
        } else {
            asm.pushInt((int) c.bits());
        }
        asm.broadcast(elem);
    }

    void emit(Stmt s, CommonOp op) {
        switch (op) {
            case CommonOp.Unary u -> unary(s, u.op(), u.a());
            case CommonOp.Binary b -> binary(s, b);
            case CommonOp.Fma f -> fma(f);
            case CommonOp.Compare c -> compare(s, c);
            case CommonOp.Select c -> select(c);
            default -> throw e.unsupported(s, null, "no arithmetic of words");
        }
    }

    private void unary(Stmt s, UnaryOp op, Value a) {
        Elem elem = elem(a);
        e.load(a);
        switch (op) {
            case NEG -> asm.call(elem, "neg", "");
            case ABS -> asm.call(elem, "abs", "");
            case NOT -> {
                only(s, a, Elem.INT);
                asm.call(elem, "not", "");
            }
            case SQRT -> {
                only(s, a, Elem.FLOAT);
                asm.call(elem, "sqrt", "");
            }
            case ROUND, FLOOR, CEIL, TRUNC -> throw e.unsupported(s, a.type(), "it has no feature round");
            case EXP, EXP2, LOG -> throw e.unsupported(s, a.type(), "passes expand it");
        }
    }

    private void binary(Stmt s, CommonOp.Binary b) {
        Elem elem = elem(b.a());
        switch (b.op()) {
            case ADD, SUB, MUL, MIN, MAX -> method(b, elem);
            case AND, OR, XOR -> {
                only(s, b.a(), Elem.INT);
                e.load(b.a());
                asm.lanewise(elem, b.op().name(), VectorOperators.Binary.class, Asm.VECTOR, () -> e.load(b.b()));
            }
            case MIN_U, MAX_U -> {
                only(s, b.a(), Elem.INT);
                e.load(b.a());
                asm.lanewise(elem, b.op() == BinaryOp.MIN_U ? "UMIN" : "UMAX", VectorOperators.Binary.class, Asm.VECTOR, () -> e.load(b.b()));
            }
            case SHL, SHR_S, SHR_U -> {
                only(s, b.a(), Elem.INT);
                shift(b);
            }
            case DIV -> {
                if (elem == Elem.FLOAT) {
                    method(b, elem);
                } else {
                    laneByLane(b);
                }
            }
            case REM -> laneByLane(b);
            case DIV_U, REM_U -> {
                only(s, b.a(), Elem.INT);
                laneByLane(b);
            }
            case MINNUM, MAXNUM -> {
                only(s, b.a(), Elem.FLOAT);
                number(b);
            }
        }
    }

    private void method(CommonOp.Binary b, Elem elem) {
        e.load(b.a(), b.b());
        asm.call(elem, b.op().text(), Asm.VECTOR);
    }

    /** A count that is the same for all lanes goes as an int: the immediate form. */
    private void shift(CommonOp.Binary b) {
        e.load(b.a());
        boolean scalar = b.b().type() == ScalarType.I32 || e.constant(b.b()).isPresent();
        asm.lanewise(Elem.INT, shiftOperator(b.op()), VectorOperators.Binary.class, scalar ? "I" : Asm.VECTOR, () -> count(b.b()));
    }

    private void count(Value count) {
        if (count.type() == ScalarType.I32 || e.constant(count).isEmpty()) {
            e.load(count);
        } else {
            asm.pushInt((int) (long) e.constant(count).orElseThrow());
        }
    }

    static String shiftOperator(BinaryOp op) {
        return switch (op) {
            case SHL -> "LSHL";
            case SHR_S -> "ASHR";
            case SHR_U -> "LSHR";
            default -> throw new IllegalStateException(op + " is no shift");
        };
    }

    /** No vector instruction divides integers, and a library call for remainders would box. */
    private void laneByLane(CommonOp.Binary b) {
        Elem elem = elem(b.a());
        lanes.spill(b.a(), ScratchLayout.FIRST);
        lanes.spill(b.b(), ScratchLayout.SECOND);
        lanes.each(null, l -> asm.storeLane(elem, () -> lanes.word(ScratchLayout.FIRST, l), () -> {
            asm.loadLane(elem, () -> lanes.word(ScratchLayout.FIRST, l));
            asm.loadLane(elem, () -> lanes.word(ScratchLayout.SECOND, l));
            switch (b.op()) {
                case DIV -> asm.op(Opcodes.IDIV);
                case REM -> asm.op(elem == Elem.FLOAT ? Opcodes.FREM : Opcodes.IREM);
                case DIV_U -> asm.callStatic("java/lang/Integer", "divideUnsigned", "(II)I");
                case REM_U -> asm.callStatic("java/lang/Integer", "remainderUnsigned", "(II)I");
                default -> throw new IllegalStateException(b.op() + " has an instruction");
            }
        }));
        lanes.unspill(elem);
    }

    /** A NaN gives way to a number. */
    private void number(CommonOp.Binary b) {
        e.load(b.a(), b.b());
        asm.call(Elem.FLOAT, b.op() == BinaryOp.MINNUM ? "min" : "max", Asm.VECTOR);
        replaceWhereNaN(b.a(), b.b());
        replaceWhereNaN(b.b(), b.a());
    }

    private void replaceWhereNaN(Value tested, Value other) {
        e.load(other, tested);
        comparison(Elem.FLOAT, "NE", tested);
        asm.call(Elem.FLOAT, "blend", Asm.VECTOR + Asm.MASK_TYPE);
    }

    private void comparison(Elem elem, String operator, Value b) {
        asm.operator(operator);
        e.load(b);
        asm.call(elem.owner, "compare", "(L" + Asm.OPERATORS + "$Comparison;" + Asm.VECTOR + ")" + Asm.MASK_TYPE);
    }

    private void fma(CommonOp.Fma f) {
        Elem elem = elem(f.a());
        e.load(f.a(), f.b());
        if (elem == Elem.FLOAT) {
            e.load(f.c());
            asm.call(elem, "fma", Asm.VECTOR + Asm.VECTOR);
        } else {
            asm.call(elem, "mul", Asm.VECTOR);
            e.load(f.c());
            asm.call(elem, "add", Asm.VECTOR);
        }
    }

    /** Masks are masks of ints; of the same width, so the cast costs nothing. */
    private void compare(Stmt s, CommonOp.Compare c) {
        Elem elem = elem(c.a());
        e.load(c.a());
        comparison(elem, switch (c.op()) {
            case EQ, NE, LT, LE, GT, GE -> c.op().name();
            case LT_U, LE_U, GT_U, GE_U -> {
                only(s, c.a(), Elem.INT);
                yield "U" + c.op().name().substring(0, 2);
            }
        }, c.b());
        if (elem == Elem.FLOAT) {
            asm.maskAs(Elem.INT, e.vectorBits());
        }
    }

    /** Of any words: floats blend as ints, with the mask as it is. */
    void select(CommonOp.Select c) {
        if (c.c().type() != LaneType.MASK) {
            new ScalarOps(e).select(c);
            return;
        }
        loadInts(c.b());
        loadInts(c.a());
        e.load(c.c());
        asm.call(Elem.INT, "blend", Asm.VECTOR + Asm.MASK_TYPE);
        if (c.a().type() == LaneType.F32) {
            asm.reinterpret(Elem.INT.owner, Elem.FLOAT);
        }
    }

    private void loadInts(Value v) {
        e.load(v);
        if (v.type() == LaneType.F32) {
            asm.reinterpret(Elem.FLOAT.owner, Elem.INT);
        }
    }

    private void only(Stmt s, Value v, Elem wanted) {
        if (elem(v) != wanted) {
            Type t = v.type();
            throw e.unsupported(s, t, "no such arithmetic on " + t);
        }
    }

    private static Elem elem(Value v) {
        return Kind.of(v.type()).elem();
    }
}
