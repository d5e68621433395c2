package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.CvtOp;
import intarsia.ir.LaneType;
import intarsia.ir.ReduceOp;
import intarsia.ir.ScalarType;
import intarsia.ir.Value;
import intarsia.ir.layout.Layout;
import intarsia.passes.layout.ConversionPlan;
import intarsia.passes.layout.ConversionStep;
import intarsia.passes.layout.Placement;
import intarsia.passes.layout.ReducePlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Moves elements between lanes and slots: what conversions of layouts, broadcasts and reductions come down to. */
final class Moves {
    private final Lanes l;
    private final WordScratch scratch;

    Moves(Lanes l, WordScratch scratch) {
        this.l = l;
        this.scratch = scratch;
    }

    /** Slots that hold, in each lane of each, the element that {@code wanted} names. */
    List<Value> gather(List<Value> from, Placement at, Placement wanted) {
        return run(ConversionPlan.between(at, wanted, l.target().moves()), from);
    }

    /** The slots of a tile in another layout. */
    List<Value> convert(List<Value> from, Layout at, Layout wanted) {
        return run(ConversionPlan.between(at, wanted, l.count(), l.target().moves()), from);
    }

    /** Truth values travel as words. */
    private List<Value> run(ConversionPlan plan, List<Value> from) {
        boolean flags = !plan.isFree() && from.stream().anyMatch(v -> v.type() == LaneType.MASK || v.type() == ScalarType.I1);
        List<Value> now = flags ? from.stream().map(v -> l.cvt(CvtOp.S32_I1, v)).toList() : from;
        for (ConversionStep s : plan.steps()) {
            now = run(s, now);
        }
        return flags ? now.stream().map(v -> l.compare(CompareOp.NE, v, l.i32(0))).toList() : now;
    }

    private List<Value> run(ConversionStep step, List<Value> from) {
        return switch (step) {
            case ConversionStep.Rename(int[] slots) -> Arrays.stream(slots).mapToObj(from::get).toList();
            case ConversionStep.Permute(int[] lanes) -> from.stream().map(v -> l.permute(v, lanes)).toList();
            case ConversionStep.Exchange(int lane, int slot) -> exchange(from, lane, slot);
            case ConversionStep.Pick(int lane, int slot) -> pairs(from, slot).map(p -> l.select(low(lane), p.low, p.high)).toList();
            case ConversionStep.Spread(int lane) -> spread(from, lane);
            case ConversionStep.Gather(List<List<ConversionStep.Part>> slots) -> slots.stream().map(parts -> gather(from, parts)).toList();
            case ConversionStep.Through t -> scratch.through(from, t);
        };
    }

    /** Two slots whose numbers differ in one bit. */
    private record Pair(Value low, Value high) {
    }

    private static Stream<Pair> pairs(List<Value> slots, int bit) {
        return IntStream.range(0, slots.size()).filter(s -> (s & bit) == 0).mapToObj(s -> new Pair(slots.get(s), slots.get(s | bit)));
    }

    /** The lanes whose number has not the bit. */
    private Value low(int bit) {
        boolean[] low = new boolean[l.count()];
        for (int i = 0; i < low.length; i++) {
            low[i] = (i & bit) == 0;
        }
        return l.mask(low);
    }

    /** The words of the lanes whose numbers differ in the bit. */
    private Value partner(Value v, int bit) {
        return l.permute(v, IntStream.range(0, l.count()).map(i -> i ^ bit).toArray());
    }

    private List<Value> exchange(List<Value> from, int lane, int slot) {
        Value low = low(lane);
        Value[] out = new Value[from.size()];
        for (int s = 0; s < out.length; s++) {
            if ((s & slot) == 0) {
                Value a = from.get(s);
                Value b = from.get(s | slot);
                Value other = partner(l.select(low, b, a), lane);
                out[s] = l.select(low, a, other);
                out[s | slot] = l.select(low, other, b);
            }
        }
        return List.of(out);
    }

    private List<Value> spread(List<Value> from, int lane) {
        Value low = low(lane);
        List<Value> others = from.stream().map(v -> partner(v, lane)).toList();
        List<Value> out = new ArrayList<>();
        IntStream.range(0, from.size()).forEach(s -> out.add(l.select(low, from.get(s), others.get(s))));
        IntStream.range(0, from.size()).forEach(s -> out.add(l.select(low, others.get(s), from.get(s))));
        return out;
    }

    /** One slot: a scalar where all lanes want one element, otherwise one permutation of each slot that has some of them. */
    private Value gather(List<Value> from, List<ConversionStep.Part> parts) {
        ConversionStep.Part first = parts.getFirst();
        if (parts.size() == 1 && first.isUniform()) {
            return l.extract(from.get(first.slot()), first.lane()[0]);
        }
        Value result = moved(from, first);
        for (ConversionStep.Part p : parts.subList(1, parts.size())) {
            result = l.select(l.mask(taken(p)), moved(from, p), result);
        }
        return result;
    }

    private Value moved(List<Value> from, ConversionStep.Part part) {
        return l.word(l.permute(from.get(part.slot()), IntStream.range(0, l.count()).map(i -> part.lane()[i] < 0 ? i : part.lane()[i]).toArray()));
    }

    private static boolean[] taken(ConversionStep.Part part) {
        boolean[] on = new boolean[part.lane().length];
        for (int i = 0; i < on.length; i++) {
            on[i] = part.lane()[i] >= 0;
        }
        return on;
    }

    /**
     * Combines along a dimension.
     *
     * @param result where the elements of the result, counted without the dimension, are to lie
     */
    List<Value> reduce(Slots a, int dim, ReduceOp op, Placement result, Combine combine) {
        ReducePlan plan = ReducePlan.of(a.at(), a.type().dims(), dim, result, l.target().moves());
        List<Value> values = plan.trees().stream().map(slots -> tree(slots.stream().map(a::get).toList(), op, combine)).toList();
        for (int bit : plan.bits()) {
            values = fold(values, bit, op, combine);
        }
        return run(plan.places(), values);
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

    /** One lane bit: pairs of slots become one where there are pairs, the last of an odd number exchanges. */
    private List<Value> fold(List<Value> values, int bit, ReduceOp op, Combine combine) {
        Value low = low(bit);
        List<Value> next = new ArrayList<>();
        for (int i = 0; i + 1 < values.size(); i += 2) {
            Value a = values.get(i);
            Value b = values.get(i + 1);
            next.add(combine.of(op.combine(), l.select(low, a, b), partner(l.select(low, b, a), bit)));
        }
        if (values.size() % 2 == 1) {
            next.add(combine.of(op.combine(), values.getLast(), partner(values.getLast(), bit)));
        }
        return next;
    }
}
