package intarsia.passes.cost;

import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.TargetOp;
import intarsia.ir.device.Target;
import java.util.EnumMap;
import java.util.Map;

/** Ops by class and by the width of their elements, as often as they run in a block, and an estimate of the cycles that they take. */
final class Work {
    private static final double FEW = 1e-9;
    private final Map<OpClass, Double> times = new EnumMap<>(OpClass.class);
    private final Map<LaneType, Double> types = new EnumMap<>(LaneType.class);
    private double onLanes;
    private double all;
    private double cycles;

    Work(Course course, Target target) {
        for (Visit v : course.visits) count(v, target);
    }

    private void count(Visit v, Target target) {
        OpClass c = OpClass.of(v.stmt());
        all += v.times();
        times.merge(c, v.times(), Double::sum);
        cycles += v.times() * cycles(v, c, target);
        if (!v.onLanes() || c == OpClass.CONSTANT) return;
        onLanes += v.times();
        types.merge((LaneType) v.stmt().results().getFirst().type(), v.times(), Double::sum);
    }

    private static double cycles(Visit v, OpClass c, Target t) {
        return switch (v.stmt().op()) {
            case LaneOp.Ld ld -> t.accesses().of(ld.at().form(), t.lanes()) * ld.count() * wide(ld.bits());
            case LaneOp.St st -> t.accesses().of(st.at().form(), t.lanes()) * st.values().size() * wide(st.bits());
            case TargetOp.CopyAsync _ -> t.accesses().unit();
            case LaneOp.Exchange _, LaneOp.Rotate _ -> t.moves().exchange();
            case LaneOp.Permute _ -> t.moves().permute();
            case LaneOp.Extract _ -> t.moves().extract();
            default -> c.cycles * (v.onLanes() && v.stmt().results().getFirst().type() instanceof LaneType l && !l.isWord() && l != LaneType.MASK ? 2 : 1);
        };
    }

    private static double wide(int bits) {
        return Math.max(1, bits / 32);
    }

    /** Cycles that all ops of a block take, where none waits for memory: at least a few. */
    double cycles() {
        return Math.max(FEW, cycles);
    }

    /** Ops of a block. */
    double ops() {
        return all;
    }

    /** Vector ops of a block. */
    double onLanes() {
        return onLanes;
    }

    /** Useful arithmetic: sums and products, a fused one as two. */
    double arithmetic() {
        return of(OpClass.FLOAT_ADD) + of(OpClass.FLOAT_MUL) + 2 * of(OpClass.FMA) + of(OpClass.INT_ADD) + of(OpClass.INT_MUL) + 8 * of(OpClass.DOT) + 32 * of(OpClass.MMA);
    }

    private double of(OpClass c) {
        return times.getOrDefault(c, 0.0);
    }

    void put(Vector out) {
        out.put("ops", all);
        out.put("ops.vector", onLanes);
        out.share("ops.efficiency", arithmetic(), onLanes + of(OpClass.LOAD) + of(OpClass.STORE));
        for (OpClass c : OpClass.values()) out.share("op." + c.text(), of(c), all);
        for (LaneType t : LaneType.values()) out.share("width." + t, types.getOrDefault(t, 0.0), onLanes);
        out.put("cycles", cycles);
        out.share("cycles.op", cycles, all);
    }
}
