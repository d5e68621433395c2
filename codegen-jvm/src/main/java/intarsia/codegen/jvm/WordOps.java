package intarsia.codegen.jvm;

import intarsia.ir.CommonOp;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.Type;
import intarsia.ir.Value;
import jdk.incubator.vector.VectorOperators;

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
        Elem home = Kind.of(c.type()).elem();
        Elem elem = home == Elem.SHORT ? Elem.INT : home;
        asm.species(elem, e.vectorBits());
        if (elem == Elem.FLOAT) {
            asm.pushFloat((int) c.bits());
        } else {
            asm.pushInt((int) c.bits());
        }
        asm.broadcast(elem);
        asm.reinterpret(elem, home);
    }

    void emit(Stmt s, CommonOp op) {
        switch (op) {
            case CommonOp.Unary u -> {
                e.load(u.a());
                UnaryRow.vector(e, s, u, elem(u.a()));
            }
            case CommonOp.Binary b -> binary(s, b);
            case CommonOp.Fma f -> fma(f);
            case CommonOp.Compare c -> compare(s, c);
            case CommonOp.Select c -> select(c);
            default -> throw e.unsupported(s, null, "no arithmetic of words");
        }
    }

    private void binary(Stmt s, CommonOp.Binary b) {
        Elem elem = elem(b.a());
        switch (BinaryRow.vector(e, s, b, elem)) {
            case BinaryRow.Method(String name) -> {
                e.load(b.a(), b.b());
                asm.call(elem, name, Asm.VECTOR);
            }
            case BinaryRow.Operator(String name) -> {
                e.load(b.a());
                asm.lanewise(elem, name, VectorOperators.Binary.class, Asm.VECTOR, () -> e.load(b.b()));
            }
            case BinaryRow.Shift(String operator) -> shift(b, operator);
            case BinaryRow.EachLane _ -> laneByLane(b);
            case BinaryRow.DropsNaN(String method) -> number(b, method);
            case BinaryRow.Lacking(String why) -> throw e.unsupported(s, b.a().type(), why);
        }
    }

    /** A count that is the same for all lanes goes as an int: the immediate form. */
    private void shift(CommonOp.Binary b, String operator) {
        e.load(b.a());
        boolean scalar = b.b().type() == ScalarType.I32 || e.constant(b.b()).isPresent();
        asm.lanewise(Elem.INT, operator, VectorOperators.Binary.class, scalar ? "I" : Asm.VECTOR, () -> count(b.b()));
    }

    private void count(Value count) {
        if (count.type() == ScalarType.I32 || e.constant(count).isEmpty()) {
            e.load(count);
        } else {
            asm.pushInt((int) (long) e.constant(count).orElseThrow());
        }
    }

    private void laneByLane(CommonOp.Binary b) {
        Elem elem = elem(b.a());
        Kind scalar = elem == Elem.FLOAT ? Kind.FLOAT : Kind.INT;
        lanes.spill(b.a(), ScratchLayout.FIRST);
        lanes.spill(b.b(), ScratchLayout.SECOND);
        lanes.each(null, l -> asm.storeLane(elem, () -> lanes.word(ScratchLayout.FIRST, l), () -> BinaryRow.of(b.op()).scalars().emit(asm, scalar, () -> {
            asm.loadLane(elem, () -> lanes.word(ScratchLayout.FIRST, l));
            asm.loadLane(elem, () -> lanes.word(ScratchLayout.SECOND, l));
        })));
        lanes.unspill(elem);
    }

    /** A NaN gives way to a number. */
    private void number(CommonOp.Binary b, String method) {
        e.load(b.a(), b.b());
        asm.call(Elem.FLOAT, method, Asm.VECTOR);
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
        e.load(c.b(), Elem.INT);
        e.load(c.a(), Elem.INT);
        e.load(c.c());
        asm.call(Elem.INT, "blend", Asm.VECTOR + Asm.MASK_TYPE);
        asm.reinterpret(Elem.INT, elem(c.a()));
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
