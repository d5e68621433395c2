package intarsia.codegen.jvm;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;
import jdk.incubator.vector.VectorOperators;
import org.objectweb.asm.Opcodes;

/** Arithmetic of {@code <i64>} and {@code <f64>}: two vectors of half the lanes, the same done to both. */
final class WideOps {
    private static final int PARTS = 2;
    private final Emitter e;
    private final Asm asm;

    WideOps(Emitter e) {
        this.e = e;
        this.asm = e.asm;
    }

    void constant(CommonOp.Const c) {
        for (int part = 0; part < PARTS; part++) {
            asm.species(Elem.LONG, e.vectorBits());
            asm.pushLong(c.bits());
            asm.broadcast(Elem.LONG);
            if (c.type() == LaneType.F64) {
                asm.reinterpret(Elem.LONG.owner, Elem.DOUBLE);
            }
        }
    }

    void emit(Stmt s, CommonOp op) {
        switch (op) {
            case CommonOp.Unary u -> each(part -> unary(s, u.op(), u.a(), part));
            case CommonOp.Binary b -> each(part -> binary(s, b, part));
            case CommonOp.Fma f -> each(part -> fma(f, part));
            case CommonOp.Compare c -> throw e.unsupported(s, c.a().type(), "masks come from comparing 32-bit words");
            case CommonOp.Select c when c.c().type() == ScalarType.I1 -> new ScalarOps(e).select(c);
            case CommonOp.Select c -> throw e.unsupported(s, c.a().type(), "a mask covers 32-bit words; select by a scalar");
            default -> throw e.unsupported(s, null, "no arithmetic of wide values");
        }
    }

    private void each(java.util.function.IntConsumer part) {
        for (int i = 0; i < PARTS; i++) {
            part.accept(i);
        }
    }

    private void unary(Stmt s, UnaryOp op, Value a, int part) {
        Elem elem = elem(a);
        e.loadPart(a, part);
        switch (op) {
            case NEG -> asm.call(elem, "neg", "");
            case ABS -> asm.call(elem, "abs", "");
            case NOT -> {
                only(s, a, Elem.LONG);
                asm.call(elem, "not", "");
            }
            case SQRT -> {
                only(s, a, Elem.DOUBLE);
                asm.call(elem, "sqrt", "");
            }
            case ROUND, FLOOR, CEIL, TRUNC, EXP, EXP2, LOG -> throw e.unsupported(s, a.type(), "not of wide values");
        }
    }

    private void binary(Stmt s, CommonOp.Binary b, int part) {
        Elem elem = elem(b.a());
        e.loadPart(b.a(), part);
        switch (b.op()) {
            case ADD, SUB, MUL, MIN, MAX -> method(b, elem, part);
            case DIV -> {
                only(s, b.a(), Elem.DOUBLE);
                method(b, elem, part);
            }
            case AND, OR, XOR -> integer(s, b, b.op().name(), part);
            case MIN_U, MAX_U -> integer(s, b, b.op() == BinaryOp.MIN_U ? "UMIN" : "UMAX", part);
            case SHL, SHR_S, SHR_U -> {
                only(s, b.a(), Elem.LONG);
                shift(b, part);
            }
            case REM, DIV_U, REM_U, MINNUM, MAXNUM -> throw e.unsupported(s, b.a().type(), "not of wide values");
        }
    }

    private void method(CommonOp.Binary b, Elem elem, int part) {
        e.loadPart(b.b(), part);
        asm.call(elem, b.op().text(), Asm.VECTOR);
    }

    private void integer(Stmt s, CommonOp.Binary b, String operator, int part) {
        only(s, b.a(), Elem.LONG);
        asm.lanewise(Elem.LONG, operator, VectorOperators.Binary.class, Asm.VECTOR, () -> e.loadPart(b.b(), part));
    }

    private void shift(CommonOp.Binary b, int part) {
        boolean scalar = b.b().type() == ScalarType.I32;
        asm.lanewise(Elem.LONG, WordOps.shiftOperator(b.op()), VectorOperators.Binary.class, scalar ? "J" : Asm.VECTOR, () -> {
            e.loadPart(b.b(), part);
            if (scalar) {
                asm.op(Opcodes.I2L);
            }
        });
    }

    private void fma(CommonOp.Fma f, int part) {
        Elem elem = elem(f.a());
        e.loadPart(f.a(), part);
        e.loadPart(f.b(), part);
        if (elem == Elem.DOUBLE) {
            e.loadPart(f.c(), part);
            asm.call(elem, "fma", Asm.VECTOR + Asm.VECTOR);
        } else {
            asm.call(elem, "mul", Asm.VECTOR);
            e.loadPart(f.c(), part);
            asm.call(elem, "add", Asm.VECTOR);
        }
    }

    private void only(Stmt s, Value v, Elem wanted) {
        if (elem(v) != wanted) {
            throw e.unsupported(s, v.type(), "no such arithmetic on " + v.type());
        }
    }

    private static Elem elem(Value v) {
        return Kind.of(v.type()).elem();
    }
}
