package intarsia.ir.layout.cute;

import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Entry;
import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a TV layout as digits: each mode is cut at the dimensions of the tile and at the lanes of a warp. */
final class TvImport {
    /** Some values of a dimension, {@code weight} apart; a replica where {@code dim} is -1. */
    private record Digit(int dim, long extent, long weight) {}

    private static final class NoDigits extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoDigits(String reason) {
            super(reason);
        }
    }

    private final CuteLayout tv;
    private final int[] shape;
    private final long[] strides;

    TvImport(CuteLayout tv, int[] shape) {
        this.tv = tv;
        this.shape = shape;
        this.strides = TvLayout.strides(shape);
    }

    Attempt layout(int lanes) {
        try {
            if (tv.modes().size() != 2) throw new NoDigits("it has " + tv.modes().size() + " modes, wanted two, thread and value");
            Map<Axis, List<Digit>> axes = new TreeMap<>();
            var lane = new ArrayList<Mode>();
            var warp = new ArrayList<Mode>();
            split(tv.modes().getFirst().flat(), lanes, lane, warp);
            axes.put(Axis.LANE, digits(lane));
            axes.put(Axis.WARP, digits(warp));
            axes.put(Axis.V, digits(tv.modes().getLast().flat()));
            return new Attempt.Done(build(axes));
        } catch (NoDigits e) {
            return new Attempt.Refused("layout of TV layout " + tv + " over " + Arrays.toString(shape) + ": " + e.getMessage(), -1, 0);
        }
    }

    private static void split(List<Mode> threads, long lanes, List<Mode> lane, List<Mode> warp) {
        long left = lanes;
        for (Mode m : threads) {
            long low = Math.min(left, m.size());
            if (left % low != 0 || m.size() % low != 0) {
                throw new NoDigits("mode " + m + " of T passes from one warp of " + lanes + " lanes to the next, at " + left);
            }
            lane.add(new Mode(low, m.stride()));
            warp.add(new Mode(m.size() / low, m.stride() * low));
            left /= low;
        }
    }

    private List<Digit> digits(List<Mode> modes) {
        var out = new ArrayList<Digit>();
        for (Mode m : modes) {
            if (m.size() == 1) continue;
            if (m.stride() == 0) out.add(new Digit(-1, m.size(), 1));
            else out.addAll(digits(m));
        }
        return out;
    }

    /** A mode that runs on from one dimension into the next is a digit of each. */
    private List<Digit> digits(Mode m) {
        var out = new ArrayList<Digit>();
        long stride = m.stride();
        long left = m.size();
        for (int d = 0; d < shape.length && left > 1; d++) {
            long top = strides[d] * shape[d];
            if (stride >= top) continue;
            if (stride % strides[d] != 0) throw new NoDigits("mode " + m + " steps by " + stride + " across dimension " + d + " of " + strides[d]);
            long extent = Math.min(left, top / stride);
            if (left > extent && (top % stride != 0 || left % extent != 0)) {
                throw new NoDigits("mode " + m + " runs over the end of dimension " + d + " at " + top + " inside a step");
            }
            out.add(new Digit(d, extent, stride / strides[d]));
            left /= extent;
            stride = top;
        }
        if (left > 1) throw new NoDigits("mode " + m + " leaves the tile");
        return out;
    }

    private Layout build(Map<Axis, List<Digit>> axes) {
        List<List<Digit>> perDim = new ArrayList<>();
        for (int d = 0; d < shape.length; d++) perDim.add(chain(d, axes));
        Map<Axis, List<Entry>> entries = new TreeMap<>();
        axes.forEach((axis, digits) -> entries.put(axis, digits.reversed().stream().map(g -> entry(g, perDim)).toList()));
        int[][] factorisations = perDim.stream().map(c -> c.stream().mapToInt(g -> Math.toIntExact(g.extent)).toArray()).toArray(int[][]::new);
        return Layout.of(shape, factorisations, entries);
    }

    private static Entry entry(Digit g, List<List<Digit>> perDim) {
        if (g.dim < 0) return new Entry.Replica(Math.toIntExact(g.extent));
        return new Entry.Digit(g.dim, perDim.get(g.dim).indexOf(g));
    }

    /** The digits of a dimension, most significant first, after a check that they are all of it and nothing twice. */
    private List<Digit> chain(int dim, Map<Axis, List<Digit>> axes) {
        List<Digit> all = axes.values().stream().flatMap(List::stream).filter(g -> g.dim == dim)
                .sorted(Comparator.comparingLong(Digit::weight)).toList();
        long reached = 1;
        for (Digit g : all) {
            if (g.weight < reached) throw new NoDigits("steps of " + g.weight + " in dimension " + dim + " stand in two modes");
            if (g.weight > reached) throw new NoDigits("no mode takes steps of " + reached + " in dimension " + dim);
            reached *= g.extent;
        }
        if (reached != shape[dim]) throw new NoDigits("dimension " + dim + " has " + shape[dim] + " elements, modes reach " + reached);
        return all.reversed();
    }
}
