package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.ReduceOp;
import intarsia.ir.SortOp;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.passes.layout.Placement;
import java.util.ArrayList;
import java.util.List;

/**
 * Scans and sorts along a dimension by networks of fixed steps, in whatever layout the tile has: in each step every element meets one
 * other, which a conversion of layouts brings to its place. Scans as Hillis and Steele do (Data parallel algorithms, 1986), sorts by
 * Batcher's odd-even merges (Sorting networks and their applications, 1968).
 */
final class Networks {
    private final Lanes l;
    private final Moves moves;
    private final Elements elements;

    Networks(Lanes l, Moves moves, Elements elements) {
        this.l = l;
        this.moves = moves;
        this.elements = elements;
    }

    List<Value> scan(Slots a, int dim, ReduceOp op) {
        Line line = new Line(a.at(), a.type().dims(), dim);
        DType elem = a.type().elem();
        List<Value> now = a.values();
        for (int step = 1; step < line.extent(); step *= 2) {
            int back = step;
            List<Value> before = moves.gather(now, a.at(), line.shuffled(i -> i >= back ? i - back : i));
            List<Value> next = new ArrayList<>();
            for (int slot = 0; slot < now.size(); slot++) {
                Value combined = elements.binary(op.combine(), elem, before.get(slot), now.get(slot));
                next.add(chosen(line.where(slot, i -> i >= back), combined, now.get(slot)));
            }
            now = next;
        }
        return now;
    }

    private Value chosen(boolean[] on, Value a, Value b) {
        boolean all = true;
        boolean none = true;
        for (boolean lane : on) {
            all &= lane;
            none &= !lane;
        }
        return all ? a : none ? b : l.select(l.mask(on), a, b);
    }

    /** Keys are words whose signed order is the wanted one; indices, where they are wanted, settle ties. */
    List<Value> sort(Slots a, int dim, SortOp op) {
        Line line = new Line(a.at(), a.type().dims(), dim);
        SortKeys words = new SortKeys(l, elements, a.type().elem(), op.descending());
        List<Value> keys = a.values().stream().map(words::of).toList();
        if (!op.indices()) {
            return exchanged(line, keys).stream().map(words::element).toList();
        }
        List<Value> indices = new ArrayList<>();
        for (int slot = 0; slot < a.count(); slot++) {
            indices.add(l.lanes(line.at().coordinates(slot, line.shape(), dim)));
        }
        return ordered(line, keys, indices);
    }

    private List<Value> exchanged(Line line, List<Value> keys) {
        List<Value> now = keys;
        for (int[] partner : steps(line.extent())) {
            List<Value> others = moves.gather(now, line.at(), line.shuffled(i -> partner[i]));
            List<Value> next = new ArrayList<>();
            for (int slot = 0; slot < now.size(); slot++) {
                Value low = l.binary(BinaryOp.MIN, now.get(slot), others.get(slot));
                Value high = l.binary(BinaryOp.MAX, now.get(slot), others.get(slot));
                next.add(chosen(line.where(slot, i -> partner[i] < i), high, low));
            }
            now = next;
        }
        return now;
    }

    private List<Value> ordered(Line line, List<Value> keys, List<Value> indices) {
        List<Value> now = keys;
        List<Value> from = indices;
        for (int[] partner : steps(line.extent())) {
            Placement met = line.shuffled(i -> partner[i]);
            List<Value> others = moves.gather(now, line.at(), met);
            List<Value> theirs = moves.gather(from, line.at(), met);
            List<Value> next = new ArrayList<>();
            List<Value> nextFrom = new ArrayList<>();
            for (int slot = 0; slot < now.size(); slot++) {
                Value less = l.compare(CompareOp.LT, others.get(slot), now.get(slot));
                Value tied = l.binary(BinaryOp.AND, l.compare(CompareOp.EQ, others.get(slot), now.get(slot)), l.compare(CompareOp.LT, theirs.get(slot), from.get(slot)));
                Value before = l.binary(BinaryOp.OR, less, tied);
                Value take = l.binary(BinaryOp.XOR, l.word(before), l.mask(line.where(slot, i -> partner[i] < i)));
                next.add(l.select(take, others.get(slot), now.get(slot)));
                nextFrom.add(l.select(take, theirs.get(slot), from.get(slot)));
            }
            now = next;
            from = nextFrom;
        }
        return from;
    }

    /** Batcher's steps: whom each element meets in each. */
    private static List<int[]> steps(int n) {
        List<int[]> steps = new ArrayList<>();
        for (int run = 1; run < n; run *= 2) {
            for (int step = run; step >= 1; step /= 2) {
                steps.add(partners(n, run, step));
            }
        }
        return steps;
    }

    /** Whom each element meets in a step of a merge of runs; itself where nobody. */
    private static int[] partners(int n, int run, int step) {
        int[] partner = new int[n];
        for (int i = 0; i < n; i++) {
            partner[i] = i;
        }
        for (int from = step % run; from + step < n; from += 2 * step) {
            for (int i = from; i < Math.min(from + step, n - step); i++) {
                if (i / (2 * run) == (i + step) / (2 * run)) {
                    partner[i] = i + step;
                    partner[i + step] = i;
                }
            }
        }
        return partner;
    }
}
