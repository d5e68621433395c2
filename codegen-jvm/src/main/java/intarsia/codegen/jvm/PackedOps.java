package intarsia.codegen.jvm;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import jdk.incubator.vector.VectorOperators;

/** Arithmetic of words that hold two shorts, as a vector of shorts, or four bytes: a vector of ints, read as bytes for one op. */
final class PackedOps {
    private final Emitter e;
    private final Asm asm;

    PackedOps(Emitter e) {
        this.e = e;
        this.asm = e.asm;
    }

    void emit(Stmt s, CommonOp op) {
        switch (op) {
            case CommonOp.Unary u -> unary(s, u);
            case CommonOp.Binary b -> binary(s, b);
            case CommonOp.Fma f -> {
                Elem elem = elem(s, f.a());
                load(elem, f.a());
                load(elem, f.b());
                asm.call(elem, "mul", Asm.VECTOR);
                load(elem, f.c());
                asm.call(elem, "add", Asm.VECTOR);
                asm.reinterpret(elem, home(f.a()));
            }
            case CommonOp.Compare c -> throw e.unsupported(s, c.a().type(), "a mask has one bit a lane; compare words of one element");
            case CommonOp.Select c -> new WordOps(e).select(c);
            default -> throw e.unsupported(s, null, "no arithmetic of packed words");
        }
    }

    private void unary(Stmt s, CommonOp.Unary u) {
        Elem elem = elem(s, u.a());
        load(elem, u.a());
        UnaryRow.vector(e, s, u, elem);
        asm.reinterpret(elem, home(u.a()));
    }

    private void binary(Stmt s, CommonOp.Binary b) {
        Elem elem = elem(s, b.a());
        switch (BinaryRow.vector(e, s, b, elem)) {
            case BinaryRow.Method(String name) -> {
                load(elem, b.a());
                load(elem, b.b());
                asm.call(elem, name, Asm.VECTOR);
                asm.reinterpret(elem, home(b.a()));
            }
            case BinaryRow.Operator(String name) when b.op().isBitwise() -> {
                e.load(b.a());
                asm.lanewise(home(b.a()), name, VectorOperators.Binary.class, Asm.VECTOR, () -> e.load(b.b()));
            }
            case BinaryRow.Operator(String name) -> {
                load(elem, b.a());
                asm.lanewise(elem, name, VectorOperators.Binary.class, Asm.VECTOR, () -> load(elem, b.b()));
                asm.reinterpret(elem, home(b.a()));
            }
            case BinaryRow.Shift(String operator) -> shift(elem, b, operator);
            case BinaryRow.EachLane _, BinaryRow.DropsNaN _, BinaryRow.Lacking _ -> throw e.unsupported(s, b.a().type(), "no such arithmetic on packed integers");
        }
    }

    /**
     * By a constant, logical: shift whole ints by an immediate and clear what came over from the neighbour; bytes have no
     * shift at all on x86, and a shift of shorts takes its count from a register.
     */
    private void shift(Elem elem, CommonOp.Binary b, String operator) {
        boolean scalar = b.b().type() == ScalarType.I32;
        var constant = scalar || repeats(elem, b.b()) ? e.constant(b.b()) : java.util.Optional.<Long>empty();
        if (constant.isPresent() && b.op() != BinaryOp.SHR_S) {
            int count = (int) (constant.get() & elem.bits - 1);
            e.load(b.a(), Elem.INT);
            asm.lanewise(Elem.INT, operator, VectorOperators.Binary.class, "I", () -> asm.pushInt(count));
            asm.lanewise(Elem.INT, "AND", VectorOperators.Binary.class, "I", () -> asm.pushInt(kept(elem, b.op(), count)));
            asm.reinterpret(Elem.INT, home(b.a()));
            return;
        }
        load(elem, b.a());
        boolean same = scalar || constant.isPresent();
        asm.lanewise(elem, operator, VectorOperators.Binary.class, same ? elem.lane : Asm.VECTOR, () -> {
            if (constant.isPresent()) {
                asm.pushInt((int) (constant.get() & elem.bits - 1));
            } else if (scalar) {
                e.load(b.b());
                asm.op(elem == Elem.BYTE ? org.objectweb.asm.Opcodes.I2B : org.objectweb.asm.Opcodes.I2S);
            } else {
                load(elem, b.b());
            }
        });
        asm.reinterpret(elem, home(b.a()));
    }

    private boolean repeats(Elem elem, Value v) {
        return e.constant(v).map(bits -> bits == repeat(elem, (int) (long) bits) && (bits & (1L << elem.bits) - 1) < elem.bits).orElse(false);
    }

    /** The bits that a logical shift of every element may leave set. */
    private static int kept(Elem elem, BinaryOp op, int count) {
        int all = elem.bits == 8 ? 0xff : 0xffff;
        return (int) repeat(elem, op == BinaryOp.SHL ? all << count & all : all >>> count);
    }

    /** The low bits of a number in every element of a word. */
    private static long repeat(Elem elem, int v) {
        return elem.bits == 8 ? (v & 0xffL) * 0x0101_0101L : (v & 0xffffL) * 0x0001_0001L;
    }

    private void load(Elem elem, Value v) {
        e.load(v, elem);
    }

    /** What holds such a value. */
    private static Elem home(Value v) {
        return Kind.of(v.type()).elem();
    }

    private Elem elem(Stmt s, Value v) {
        return switch ((LaneType) v.type()) {
            case I16X2 -> Elem.SHORT;
            case I8X4 -> Elem.BYTE;
            case F16X2, BF16X2 -> throw e.unsupported(s, v.type(), "no arithmetic of 16-bit floats; convert to <f32>");
            case I32, F32, I64, F64, MASK -> throw new IllegalStateException(v + " is no packed word");
        };
    }
}
