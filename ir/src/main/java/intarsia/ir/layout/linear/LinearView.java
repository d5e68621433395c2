package intarsia.ir.layout.linear;

import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Entry;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Between digits and bits: a layout as a matrix, and back. */
final class LinearView {
    private LinearView() {}

    static Answer<LinearLayout> of(Layout layout) {
        String odd = oddExtent(layout);
        if (odd != null) return Answer.refused("F2 view of " + layout + ": " + odd + " is no power of two");
        Map<Axis, List<int[]>> bases = new TreeMap<>();
        for (Axis axis : layout.axes()) {
            var out = new ArrayList<int[]>();
            for (Term t : layout.terms(axis).reversed()) addBits(out, t, layout.rank());
            bases.put(axis, out);
        }
        return Answer.found(of(layout.shape(), bases));
    }

    private static @Nullable String oddExtent(Layout layout) {
        int[] shape = layout.shape();
        for (int d = 0; d < shape.length; d++) {
            if (Integer.bitCount(shape[d]) != 1) return "extent " + shape[d] + " of dimension " + d;
        }
        for (Axis axis : layout.axes()) {
            for (Term t : layout.terms(axis)) {
                if (Integer.bitCount(t.extent()) != 1) return "replica *" + t.extent() + " on " + axis;
            }
        }
        return null;
    }

    private static void addBits(List<int[]> out, Term t, int rank) {
        for (int value = 1; value < t.extent(); value *= 2) {
            int[] x = new int[rank];
            if (!t.isReplica()) x[t.dim()] = value * t.weight();
            out.add(x);
        }
    }

    static LinearLayout of(int[] shape, Map<Axis, List<int[]>> bases) {
        int rows = 0;
        for (int e : shape) {
            if (Integer.bitCount(e) != 1 || e < 1) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape) + ": extent " + e + " is no power of two");
            }
            rows += Integer.numberOfTrailingZeros(e);
        }
        SortedMap<Axis, Integer> bits = new TreeMap<>();
        var columns = LongStream.builder();
        new TreeMap<>(bases).forEach((axis, list) -> {
            if (!list.isEmpty()) bits.put(axis, list.size());
            for (int[] x : list) columns.add(mask(x, shape));
        });
        return new LinearLayout(shape, bits, Matrix.of(rows, columns.build().toArray()));
    }

    /** The row-major index of an element. */
    static long mask(int[] x, int[] shape) {
        long out = 0;
        for (int d = 0; d < shape.length; d++) {
            if (x.length != shape.length || x[d] < 0 || x[d] >= shape[d]) {
                throw new IllegalArgumentException("element " + Arrays.toString(x) + " of shape " + Arrays.toString(shape));
            }
            out = out * shape[d] + x[d];
        }
        return out;
    }

    static int[] element(long mask, int[] shape) {
        int[] x = new int[shape.length];
        long rest = mask;
        for (int d = shape.length - 1; d >= 0; d--) {
            x[d] = (int) (rest % shape[d]);
            rest /= shape[d];
        }
        return x;
    }

    static Attempt digits(LinearLayout l) {
        Matrix m = l.matrix();
        if (!m.isPartialPermutation() || m.rank() < m.rows()) {
            return new Attempt.Refused("digits of " + l + ": wanted each bit of the element from exactly one bit of a place,"
                    + " and no bit of a place in several; the matrix is " + m, -1, 0);
        }
        int[] shape = l.shape();
        int[][] factorisations = new int[shape.length][];
        for (int d = 0; d < shape.length; d++) {
            factorisations[d] = new int[Integer.numberOfTrailingZeros(shape[d])];
            Arrays.fill(factorisations[d], 2);
        }
        Map<Axis, List<Entry>> axes = new TreeMap<>();
        for (Axis axis : l.axes()) axes.put(axis, l.bases(axis).reversed().stream().map(x -> entry(x, shape)).toList());
        return new Attempt.Done(Layout.of(shape, factorisations, axes));
    }

    private static Entry entry(int[] x, int[] shape) {
        for (int d = 0; d < x.length; d++) {
            if (x[d] != 0) return new Entry.Digit(d, Integer.numberOfTrailingZeros(shape[d] / x[d]) - 1);
        }
        return new Entry.Replica(2);
    }
}
