package intarsia.codegen.jvm;

import intarsia.ir.LaneOp;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.Ops;
import intarsia.ir.Space;
import java.util.Optional;
import org.objectweb.asm.Opcodes;

/**
 * Touches as loads of a byte: the JVM has no prefetch. All bytes are combined in one local that goes to the worker's scratch at the end, for C2 drops
 * loads of which nobody wants the value.
 */
final class Touches {
    private final Emitter e;
    private final boolean any;
    private int seen;

    Touches(Emitter e) {
        this.e = e;
        boolean[] found = {false};
        Ops.walk(e.kernel.body(), _ -> { }, s -> found[0] |= s.op() instanceof LaneOp.Touch);
        this.any = found[0];
    }

    /** In front of everything that may touch. */
    void begin() {
        if (any) {
            seen = e.slots.take(1);
            e.asm.pushInt(0);
            e.asm.var(Opcodes.ISTORE, seen);
        }
    }

    void touch(LaneOp.Touch t) {
        Address at = new Address(e, new LaneOp.Address(Form.UNIFORM, Space.GLOBAL, t.base(), t.index(), t.disp(), 0, Optional.empty(), Optional.empty()));
        e.asm.loadLane(Elem.BYTE, () -> at.push(0));
        e.asm.var(Opcodes.ILOAD, seen);
        e.asm.op(Opcodes.IXOR);
        e.asm.var(Opcodes.ISTORE, seen);
    }

    /** Behind everything that may touch. */
    void end() {
        if (any) {
            int at = e.scratch.alloc(e.kernel.name(), 1);
            e.asm.storeLane(Elem.BYTE, () -> {
                e.asm.var(Opcodes.LLOAD, Emitter.SCRATCH);
                e.asm.pushLong(at);
                e.asm.op(Opcodes.LADD);
            }, () -> {
                e.asm.var(Opcodes.ILOAD, seen);
                e.asm.op(Opcodes.I2B);
            });
        }
    }
}
