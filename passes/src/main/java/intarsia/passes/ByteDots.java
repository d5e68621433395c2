package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.Dot4Op;
import intarsia.ir.LaneType;
import intarsia.ir.TargetOp;
import intarsia.ir.Value;
import intarsia.passes.layout.DotPlan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Sums of four bytes of either operand a step. */
final class ByteDots {
    private static final int BYTES = 4;

    private final Lanes l;
    private final int terms;
    private final Dot4Op op;
    private final LaneDots.Terms a;
    private final LaneDots.Terms b;
    private final Slots acc;
    private final Map<List<Integer>, Value> words = new HashMap<>();

    ByteDots(Lanes l, DotPlan.OfLane plan, LaneDots.Terms a, LaneDots.Terms b, Slots acc) {
        this.l = l;
        this.terms = plan.terms();
        this.op = Arrays.stream(Dot4Op.values()).filter(x -> x.text().equals(plan.atom().name())).findFirst().orElseThrow();
        this.a = a;
        this.b = b;
        this.acc = acc;
    }

    List<Value> sums() {
        return IntStream.range(0, acc.count()).mapToObj(this::sum).toList();
    }

    private Value sum(int s) {
        Value v = l.word(acc.get(s));
        for (int k = 0; k < terms; k++) {
            v = l.emit(new TargetOp.Dot4(op, word(a, 0, s, k), word(b, 1, s, k), v));
        }
        return v;
    }

    /** Four terms of a row of every lane. */
    private Value word(LaneDots.Terms t, int operand, int s, int k) {
        return words.computeIfAbsent(List.of(operand, t.slot(s, k * BYTES)), _ -> {
            Value v = l.packed(IntStream.range(0, BYTES).mapToObj(i -> t.get(s, k * BYTES + i)).toList(), Byte.SIZE);
            return l.emit(new CommonOp.Bits(v, LaneType.I8X4));
        });
    }
}
