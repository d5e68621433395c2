package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.Dot4Op;
import intarsia.ir.LaneType;
import intarsia.ir.TargetOp;
import intarsia.ir.Value;
import intarsia.passes.layout.DotPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Products that every lane computes for itself, four bytes of either operand a step. */
final class LaneDots {
    private static final int BYTES = 4;

    private final Lanes l;
    private final Dot4Op op;
    private final int terms;
    private final Factor a;
    private final Factor b;

    LaneDots(Lanes l, DotPlan.OfLane plan, Slots a, Slots b) {
        this.l = l;
        this.op = Arrays.stream(Dot4Op.values()).filter(x -> x.text().equals(plan.atom().name())).findFirst().orElseThrow();
        this.terms = plan.terms();
        this.a = new Factor(a);
        this.b = new Factor(b);
    }

    /** The sums with the products added. */
    List<Value> sums(Slots acc) {
        List<Value> out = new ArrayList<>();
        int columns = acc.type().shape().get(1);
        for (int s = 0; s < acc.count(); s++) {
            int[] sum = acc.at().element()[s];
            int[] rows = Arrays.stream(sum).map(e -> e / columns).toArray();
            int[] others = Arrays.stream(sum).map(e -> e % columns).toArray();
            Value v = l.word(acc.get(s));
            for (int k = 0; k < terms; k++) {
                v = l.emit(new TargetOp.Dot4(op, a.word(rows, k), b.word(others, k), v));
            }
            out.add(v);
        }
        return out;
    }

    /** An operand whose rows lie in slots, all terms of one in the lanes that have its sums. */
    private final class Factor {
        private final Slots tile;
        /** The slot of each row of lanes' first terms. */
        private final Map<List<Integer>, Integer> slots = new HashMap<>();
        private final Map<Integer, Value> words = new HashMap<>();

        Factor(Slots tile) {
            this.tile = tile;
            IntStream.range(0, tile.count()).forEach(v -> slots.put(Arrays.stream(tile.at().element()[v]).boxed().toList(), v));
        }

        /** Four terms of a row of every lane. */
        Value word(int[] rows, int k) {
            return words.computeIfAbsent(slot(rows, k * BYTES), _ -> packed(rows, k));
        }

        private Value packed(int[] rows, int k) {
            Value v = l.packed(IntStream.range(0, BYTES).mapToObj(i -> tile.get(slot(rows, k * BYTES + i))).toList(), Byte.SIZE);
            return l.emit(new CommonOp.Bits(v, LaneType.I8X4));
        }

        private int slot(int[] rows, int term) {
            Integer found = slots.get(Arrays.stream(rows).mapToObj(r -> r * terms * BYTES + term).toList());
            if (found == null) {
                throw new IllegalStateException("no slot of " + tile.type() + " has term " + term + " of rows " + Arrays.toString(rows));
            }
            return found;
        }
    }
}
