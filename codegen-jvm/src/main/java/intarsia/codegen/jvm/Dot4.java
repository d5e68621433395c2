package intarsia.codegen.jvm;

import intarsia.ir.TargetOp;
import intarsia.ir.Value;
import jdk.incubator.vector.VectorOperators;

/** Four products of bytes in every word, one byte after another: the Vector API reaches no instruction for them. */
final class Dot4 {
    private static final int BYTES = 4;
    private static final int UP = 24;
    /** Vector instructions: two shifts of either operand, a multiplication and an addition a byte. */
    static final double OPS = 6 * BYTES;

    private final Emitter e;
    private final Asm asm;

    Dot4(Emitter e) {
        this.e = e;
        this.asm = e.asm;
    }

    void emit(TargetOp.Dot4 d) {
        e.load(d.c());
        for (int i = 0; i < BYTES; i++) {
            extended(d.a(), i, d.op().a().signed());
            extended(d.b(), i, d.op().b().signed());
            asm.call(Elem.INT, "mul", Asm.VECTOR);
            asm.call(Elem.INT, "add", Asm.VECTOR);
        }
    }

    /** A byte of every word as an int. */
    private void extended(Value v, int at, boolean signed) {
        e.load(v);
        shift("LSHL", UP - Byte.SIZE * at);
        shift(signed ? "ASHR" : "LSHR", UP);
    }

    private void shift(String operator, int count) {
        if (count > 0) {
            asm.lanewise(Elem.INT, operator, VectorOperators.Binary.class, "I", () -> asm.pushInt(count));
        }
    }
}
