package intarsia.codegen.jvm;

import intarsia.ir.LaneOp;
import intarsia.ir.Value;
import org.objectweb.asm.Opcodes;

/** Pushes addresses. */
final class Address {
    private final Emitter e;
    private final LaneOp.Address at;

    Address(Emitter e, LaneOp.Address at) {
        this.e = e;
        this.at = at;
    }

    /** Base, index and displacement, and {@code extra} bytes: the sum cut to the bits an address has. */
    void push(long extra) {
        Value index = at.index();
        e.load(at.base());
        if (e.constant(index).orElse(1L) != 0) {
            e.load(index);
            e.asm.op(Opcodes.LADD);
        }
        e.asm.pushLong(AllMemory.ADDRESS_BITS);
        e.asm.op(Opcodes.LAND);
        long disp = at.disp() + extra;
        if (disp != 0) {
            e.asm.pushLong(disp);
            e.asm.op(Opcodes.LADD);
        }
    }

    /** The address of lane {@code lane}'s element of {@code bytes}, from the local that holds {@link #push}. */
    void element(LaneLoop lanes, int start, int lane, int bytes) {
        e.asm.var(Opcodes.LLOAD, start);
        switch (at.form()) {
            case UNIT -> scaled(lane, bytes);
            case STRIDED -> scaled(lane, at.stride());
            case GATHER -> {
                e.asm.loadLane(Elem.INT, () -> lanes.word(ScratchLayout.SECOND, lane));
                e.asm.op(Opcodes.I2L);
            }
            case UNIFORM, SPLAT -> throw new IllegalStateException(at.form() + " has no lanes");
        }
        e.asm.op(Opcodes.LADD);
    }

    private void scaled(int lane, int bytes) {
        e.asm.var(Opcodes.ILOAD, lane);
        e.asm.op(Opcodes.I2L);
        e.asm.pushLong(bytes);
        e.asm.op(Opcodes.LMUL);
    }
}
