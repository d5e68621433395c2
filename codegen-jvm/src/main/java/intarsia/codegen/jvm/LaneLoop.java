package intarsia.codegen.jvm;

import intarsia.ir.Value;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Work lane by lane, through the worker's scratch: a loop in the method, not sixteen copies, for the JIT gives up on
 * methods of more than 8000 bytes. Words lie in scratch at four bytes a lane, wide values at eight.
 */
final class LaneLoop {
    private final Emitter e;
    private final Asm asm;

    LaneLoop(Emitter e) {
        this.e = e;
        this.asm = e.asm;
    }

    /** Runs the body with the local that holds the lane: for every lane, or those that are on, in ascending order. */
    void each(@Nullable Value mask, IntConsumer body) {
        if (mask == null) {
            all(body);
        } else {
            on(mask, body);
        }
    }

    private void all(IntConsumer body) {
        int lane = e.slots.take(1);
        Label test = new Label();
        Label end = new Label();
        asm.pushInt(0);
        asm.var(Opcodes.ISTORE, lane);
        asm.label(test);
        asm.var(Opcodes.ILOAD, lane);
        asm.pushInt(e.lanes());
        asm.jump(Opcodes.IF_ICMPGE, end);
        body.accept(lane);
        asm.mv.visitIincInsn(lane, 1);
        asm.jump(Opcodes.GOTO, test);
        asm.label(end);
        e.slots.release(lane, 1);
    }

    private void on(Value mask, IntConsumer body) {
        int bits = e.slots.take(2);
        int lane = e.slots.take(1);
        Label test = new Label();
        Label end = new Label();
        e.load(mask);
        asm.call(Asm.MASK, "toLong", "()J");
        asm.var(Opcodes.LSTORE, bits);
        asm.label(test);
        asm.var(Opcodes.LLOAD, bits);
        asm.pushLong(0);
        asm.op(Opcodes.LCMP);
        asm.jump(Opcodes.IFEQ, end);
        asm.var(Opcodes.LLOAD, bits);
        asm.callStatic("java/lang/Long", "numberOfTrailingZeros", "(J)I");
        asm.var(Opcodes.ISTORE, lane);
        body.accept(lane);
        asm.var(Opcodes.LLOAD, bits);
        asm.var(Opcodes.LLOAD, bits);
        asm.pushLong(1);
        asm.op(Opcodes.LSUB);
        asm.op(Opcodes.LAND);
        asm.var(Opcodes.LSTORE, bits);
        asm.jump(Opcodes.GOTO, test);
        asm.label(end);
        e.slots.release(lane, 1);
        e.slots.release(bits, 2);
    }

    /** Pushes the address of a word of a scratch vector. */
    void word(int vector, int lane) {
        element(vector, lane, 4);
    }

    /** Pushes the address of an element of a scratch vector. */
    void element(int vector, int lane, int bytes) {
        scratch(vector);
        asm.var(Opcodes.ILOAD, lane);
        asm.op(Opcodes.I2L);
        asm.pushLong(bytes);
        asm.op(Opcodes.LMUL);
        asm.op(Opcodes.LADD);
    }

    private void scratch(int offset) {
        e.scratch.lanes();
        asm.var(Opcodes.LLOAD, Emitter.SCRATCH);
        if (offset != 0) {
            asm.pushLong(offset);
            asm.op(Opcodes.LADD);
        }
    }

    /** Writes a vector, or both halves of a wide one, to scratch. */
    void spill(Value v, int vector) {
        Kind k = Kind.of(v.type());
        for (int part = 0; part < k.parts; part++) {
            e.loadPart(v, part);
            int at = vector + part * e.vectorBits() / 8;
            asm.storeVector(k.elem(), () -> scratch(at));
        }
    }

    /** Clears the first scratch vector. */
    void clear(Elem elem) {
        int parts = elem.bits / 32;
        for (int part = 0; part < parts; part++) {
            asm.species(elem, e.vectorBits());
            asm.callStatic(elem.owner, "zero", "(" + Asm.SPECIES_TYPE + ")" + elem.type);
            int at = part * e.vectorBits() / 8;
            asm.storeVector(elem, () -> scratch(at));
        }
    }

    /** Pushes the first scratch vector, of wide elements both halves. */
    void unspill(Elem elem) {
        int parts = Math.ceilDiv(elem.bits, Integer.SIZE);
        for (int part = 0; part < parts; part++) {
            int at = part * e.vectorBits() / 8;
            asm.loadVector(elem, e.vectorBits(), () -> scratch(at));
        }
    }
}
