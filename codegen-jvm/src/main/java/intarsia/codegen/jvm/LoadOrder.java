package intarsia.codegen.jvm;

import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Point;
import intarsia.ir.Stmt;
import intarsia.ir.Type;
import intarsia.ir.device.Target;
import intarsia.ir.tune.CodeTunables;

/**
 * Keeps loads of long straight code near the order in which they stand: C2 schedules them as it likes, often far ahead of their use and not as memory lies, and then what a CPU
 * fetches ahead by itself is worth less. An acquire fence, which is no instruction on x86, holds what follows behind the loads before it. Measured on panels from DRAM with two
 * threads: Q4_0 0.72 without and 0.81 with them of the speed of reading, Q6_K 0.44 and 0.67, Q8_0 and Q4_K alike.
 */
final class LoadOrder {
    private final Asm asm;
    /** Vector ops between two fences at least; 0 for no fence. */
    private final int every;
    private int since;

    LoadOrder(Asm asm, Target target, Point tuned) {
        this.asm = asm;
        this.every = target.has(Target.Feature.ORDERED_LOADS) ? CodeTunables.value(CodeTunables.FENCE, tuned) : 0;
    }

    /** Called with every statement before it is emitted. */
    void before(Stmt s) {
        boolean vector = !s.results().isEmpty() && vector(s.results().getFirst().type());
        since += vector ? 1 : 0;
        if (every > 0 && vector && since > every && s.op() instanceof LaneOp.Ld) {
            asm.callStatic("java/lang/invoke/VarHandle", "acquireFence", "()V");
            since = 0;
        }
    }

    private static boolean vector(Type t) {
        return t instanceof LaneType && t != LaneType.MASK;
    }
}
