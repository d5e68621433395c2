package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.ReduceOp;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Moves elements between lanes and slots: what conversions of layouts, broadcasts and reductions come down to. */
final class Moves {
    private final Lanes l;

    Moves(Lanes l) {
        this.l = l;
    }

    /**
     * Slots that hold, in each lane of each, the element that {@code wanted} names: nothing where it is there already, a
     * scalar where all lanes want one element, else one permutation of each source slot that has some of them.
     */
    List<Value> gather(List<Value> from, Placement at, Placement wanted) {
        List<Value> out = new ArrayList<>();
        for (int v = 0; v < wanted.slots(); v++) {
            out.add(slot(from, at, wanted, v));
        }
        return out;
    }

    private Value slot(List<Value> from, Placement at, Placement wanted, int v) {
        int lanes = l.count();
        if (wanted.uniform(v)) {
            int[] place = at.find(wanted.element()[v][0], 0);
            return l.extract(from.get(place[0]), place[1]);
        }
        Map<Integer, int[]> bySlot = new LinkedHashMap<>();
        for (int lane = 0; lane < lanes; lane++) {
            int[] place = at.find(wanted.element()[v][lane], lane);
            int here = lane;
            bySlot.computeIfAbsent(place[0], s -> filled(lanes))[here] = place[1];
        }
        Value result = null;
        for (Map.Entry<Integer, int[]> e : bySlot.entrySet()) {
            boolean[] on = new boolean[lanes];
            int[] lane = e.getValue();
            for (int i = 0; i < lanes; i++) {
                on[i] = lane[i] >= 0;
                lane[i] = on[i] ? lane[i] : i;
            }
            Value moved = l.word(l.permute(from.get(e.getKey()), lane));
            result = result == null ? moved : choose(on, moved, result);
        }
        return java.util.Objects.requireNonNull(result);
    }

    private Value choose(boolean[] on, Value a, Value b) {
        if (a.type() == intarsia.ir.LaneType.MASK) {
            Value mask = l.mask(on);
            boolean[] off = new boolean[on.length];
            for (int i = 0; i < on.length; i++) {
                off[i] = !on[i];
            }
            return l.binary(BinaryOp.OR, l.binary(BinaryOp.AND, a, mask), l.binary(BinaryOp.AND, b, l.mask(off)));
        }
        return l.select(l.mask(on), a, b);
    }

    private static int[] filled(int n) {
        int[] a = new int[n];
        Arrays.fill(a, -1);
        return a;
    }

    /**
     * Combines along a dimension. First slot by slot; then across lanes, a lane bit at a time: where another slot has the
     * partner to pair with, both are halved into one (a transposing step), else the lane exchanges with its partner.
     *
     * @param result where the elements of the result, counted without the dimension, are to lie
     */
    List<Value> reduce(Slots a, int dim, ReduceOp op, Placement result, Combine combine) {
        int[] shape = a.type().dims();
        int[][] rest = new int[a.count()][];
        for (int v = 0; v < a.count(); v++) {
            int[] row = a.at().element()[v];
            rest[v] = Arrays.stream(row).map(e -> without(e, shape, dim)).toArray();
        }
        List<Value> values = new ArrayList<>();
        List<int[]> held = new ArrayList<>();
        Map<List<Integer>, List<Value>> groups = new LinkedHashMap<>();
        Map<List<Integer>, int[]> keys = new LinkedHashMap<>();
        for (int v = 0; v < a.count(); v++) {
            List<Integer> key = Arrays.stream(rest[v]).boxed().toList();
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(a.get(v));
            keys.put(key, rest[v]);
        }
        groups.forEach((key, list) -> {
            values.add(tree(list, op, combine));
            held.add(keys.get(key));
        });
        int[] coordinate = a.at().coordinates(0, shape, dim);
        for (int bit = 1; bit < l.count(); bit <<= 1) {
            if (crosses(coordinate, bit)) {
                fold(values, held, bit, op, combine);
            }
        }
        Placement now = new Placement(l.count(), held.toArray(int[][]::new));
        return gather(values, now, result);
    }

    /** How two partial results are combined, in the carrier of the element type. */
    @FunctionalInterface
    interface Combine {
        Value of(BinaryOp op, Value a, Value b);
    }

    /** Neighbours first: a fixed tree. */
    private static Value tree(List<Value> values, ReduceOp op, Combine combine) {
        List<Value> level = values;
        while (level.size() > 1) {
            List<Value> next = new ArrayList<>();
            for (int i = 0; i + 1 < level.size(); i += 2) {
                next.add(combine.of(op.combine(), level.get(i), level.get(i + 1)));
            }
            if (level.size() % 2 == 1) {
                next.add(level.getLast());
            }
            level = next;
        }
        return level.getFirst();
    }

    /** Whether lanes that differ in this bit differ in the dimension. */
    private static boolean crosses(int[] coordinate, int bit) {
        return coordinate[0] != coordinate[bit];
    }

    /** One lane bit: pairs of slots become one where there are pairs, the last of an odd number exchanges. */
    private void fold(List<Value> values, List<int[]> held, int bit, ReduceOp op, Combine combine) {
        List<Value> nextValues = new ArrayList<>();
        List<int[]> nextHeld = new ArrayList<>();
        int[] partner = new int[l.count()];
        boolean[] low = new boolean[l.count()];
        for (int i = 0; i < partner.length; i++) {
            partner[i] = i ^ bit;
            low[i] = (i & bit) == 0;
        }
        int pairs = values.size() / 2;
        for (int i = 0; i < pairs; i++) {
            Value a = values.get(2 * i);
            Value b = values.get(2 * i + 1);
            if (Lanes.scalar(a) && Lanes.scalar(b)) {
                nextValues.add(combine.of(op.combine(), a, a));
                nextHeld.add(held.get(2 * i));
                nextValues.add(combine.of(op.combine(), b, b));
                nextHeld.add(held.get(2 * i + 1));
                continue;
            }
            Value mask = l.mask(low);
            Value keep = l.select(mask, a, b);
            Value send = l.select(mask, b, a);
            nextValues.add(combine.of(op.combine(), keep, l.permute(send, partner)));
            int[] elements = new int[l.count()];
            for (int lane = 0; lane < elements.length; lane++) {
                elements[lane] = low[lane] ? held.get(2 * i)[lane] : held.get(2 * i + 1)[lane];
            }
            nextHeld.add(elements);
        }
        if (values.size() % 2 == 1) {
            Value last = values.getLast();
            nextValues.add(combine.of(op.combine(), last, l.permute(last, partner)));
            nextHeld.add(held.getLast());
        }
        values.clear();
        values.addAll(nextValues);
        held.clear();
        held.addAll(nextHeld);
    }

    private static int without(int linear, int[] shape, int dim) {
        int inner = 1;
        for (int d = dim + 1; d < shape.length; d++) {
            inner *= shape[d];
        }
        return linear / (inner * shape[dim]) * inner + linear % inner;
    }
}
