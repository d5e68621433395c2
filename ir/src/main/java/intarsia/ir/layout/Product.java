package intarsia.ir.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Products: with dimensions multiplied, or side by side. */
final class Product {
    private Product() {}

    /** Each element of {@code a} becomes a tile of {@code b}. */
    static Layout of(Layout a, Layout b) {
        int rank = Math.max(a.rank(), b.rank());
        int shiftA = rank - a.rank();
        int shiftB = rank - b.rank();
        int[] shape = new int[rank];
        int[] inner = new int[rank];
        for (int d = 0; d < rank; d++) {
            int dim = d;
            inner[d] = d < shiftB ? 1 : b.extent(d - shiftB);
            long extent = (long) inner[d] * (d < shiftA ? 1 : a.extent(d - shiftA));
            shape[d] = Sizes.narrow(extent, () -> "extent of dimension " + dim);
        }
        Map<Axis, List<Term>> out = new TreeMap<>();
        append(out, a, shiftA, inner);
        append(out, b, shiftB, new int[0]);
        return Layout.make(shape, out);
    }

    /** The dimensions of {@code b} after those of {@code a}. */
    static Layout concat(Layout a, Layout b) {
        int[] shape = new int[a.rank() + b.rank()];
        for (int d = 0; d < shape.length; d++) shape[d] = d < a.rank() ? a.extent(d) : b.extent(d - a.rank());
        Map<Axis, List<Term>> out = new TreeMap<>();
        append(out, a, 0, new int[0]);
        append(out, b, a.rank(), new int[0]);
        return Layout.make(shape, out);
    }

    /** Appends the lists of {@code l}, its dimensions {@code shift} higher, its digits above {@code inner} elements. */
    private static void append(Map<Axis, List<Term>> out, Layout l, int shift, int[] inner) {
        for (Axis axis : l.axes()) {
            List<Term> list = out.computeIfAbsent(axis, _ -> new ArrayList<>());
            for (Term t : l.terms(axis)) {
                int dim = t.dim() + shift;
                list.add(t.isReplica() ? t : Term.digit(dim, t.extent(), t.weight() * (inner.length == 0 ? 1 : inner[dim])));
            }
        }
    }
}
