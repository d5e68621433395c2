package intarsia.codegen.jvm;

import intarsia.ir.CommonOp;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
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
                asm.reinterpret(Elem.LONG, Elem.DOUBLE);
            }
        }
    }

    void emit(Stmt s, CommonOp op) {
        switch (op) {
            case CommonOp.Unary u -> each(part -> unary(s, u, part));
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

    private void unary(Stmt s, CommonOp.Unary u, int part) {
        e.loadPart(u.a(), part);
        UnaryRow.vector(e, s, u, elem(u.a()));
    }

    private void binary(Stmt s, CommonOp.Binary b, int part) {
        Elem elem = elem(b.a());
        e.loadPart(b.a(), part);
        switch (BinaryRow.vector(e, s, b, elem)) {
            case BinaryRow.Method(String name) -> {
                e.loadPart(b.b(), part);
                asm.call(elem, name, Asm.VECTOR);
            }
            case BinaryRow.Operator(String name) ->
                asm.lanewise(elem, name, VectorOperators.Binary.class, Asm.VECTOR, () -> e.loadPart(b.b(), part));
            case BinaryRow.Shift(String operator) -> shift(b, operator, part);
            case BinaryRow.EachLane _, BinaryRow.DropsNaN _, BinaryRow.Lacking _ -> throw e.unsupported(s, b.a().type(), "not of wide values");
        }
    }

    private void shift(CommonOp.Binary b, String operator, int part) {
        boolean scalar = b.b().type() == ScalarType.I32;
        asm.lanewise(Elem.LONG, operator, VectorOperators.Binary.class, scalar ? "J" : Asm.VECTOR, () -> {
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

    private static Elem elem(Value v) {
        return Kind.of(v.type()).elem();
    }
}
