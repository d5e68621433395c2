package intarsia.passes;

import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.passes.layout.DotPlan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Products that every lane computes for itself: the slots of the sums, and those of their terms. */
final class LaneDots {
    private final Lanes l;
    private final DotPlan.OfLane plan;
    private final Slots a;
    private final Slots b;
    private final Slots acc;

    LaneDots(Lanes l, DotPlan.OfLane plan, Slots a, Slots b, Slots acc) {
        this.l = l;
        this.plan = plan;
        this.a = a;
        this.b = b;
        this.acc = acc;
    }

    /** The sums with the products added. */
    List<Value> sums() {
        Terms x = new Terms(a, true);
        Terms y = new Terms(b, false);
        return switch (plan.atom().step()) {
            case FMA -> fma(x, y);
            case MAC16 -> new HalfDots(l, plan, x, y, acc).sums();
            case DOT4 -> new ByteDots(l, plan, x, y, acc).sums();
            case MMA -> throw new IllegalStateException(plan.atom().name() + " is an atom of a warp");
        };
    }

    /** Term after term: memory is read as it lies, and what terms share lives no longer than one of them. */
    private List<Value> fma(Terms x, Terms y) {
        Halves halves = new Halves(l);
        Value[] sums = acc.values().toArray(Value[]::new);
        for (int k = 0; k < plan.terms(); k++) {
            for (int s = 0; s < sums.length; s++) {
                sums[s] = l.fma(halves.repeated(x.get(s, k)), halves.number(y.get(s, k)), sums[s]);
            }
        }
        return Arrays.asList(sums);
    }

    /** The terms of an operand, which lie in slots, all terms of one sum in the lanes that have it. */
    final class Terms {
        private final Slots tile;
        private final boolean first;
        private final int terms;
        /** The slot of each row of lanes' elements. */
        private final Map<List<Integer>, Integer> slots = new HashMap<>();

        Terms(Slots tile, boolean first) {
            this.tile = tile;
            this.first = first;
            this.terms = tile.type().shape().get(1);
            IntStream.range(0, tile.count()).forEach(v -> slots.put(Arrays.stream(tile.at().element()[v]).boxed().toList(), v));
        }

        TileType type() {
            return tile.type();
        }

        /** The slot that has a term of the sums of a slot. */
        int slot(int sum, int term) {
            int columns = acc.type().shape().get(1);
            List<Integer> wanted = Arrays.stream(acc.at().element()[sum]).map(e -> (first ? e / columns : e % columns) * terms + term).boxed().toList();
            Integer found = slots.get(wanted);
            if (found == null) {
                throw new IllegalStateException("no slot of " + tile.type() + " has elements " + wanted);
            }
            return found;
        }

        Value get(int sum, int term) {
            return tile.get(slot(sum, term));
        }
    }
}
