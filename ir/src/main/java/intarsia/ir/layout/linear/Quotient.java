package intarsia.ir.layout.linear;

import intarsia.ir.layout.Axis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Product of linear layouts and its two inverses: a block of the bits of every axis and dimension is another layout. */
final class Quotient {
    private final LinearLayout whole;
    private final LinearLayout part;
    private final boolean partIsOuter;
    private final int[] wholeShape;
    private final int[] partShape;
    private final int[] restShape;

    private Quotient(LinearLayout whole, LinearLayout part, boolean partIsOuter, int[] wholeShape, int[] partShape) {
        this.whole = whole;
        this.part = part;
        this.partIsOuter = partIsOuter;
        this.wholeShape = wholeShape;
        this.partShape = partShape;
        this.restShape = IntStream.range(0, wholeShape.length).map(d -> wholeShape[d] / partShape[d]).toArray();
    }

    static LinearLayout product(LinearLayout outer, LinearLayout inner) {
        int rank = Math.max(outer.shape().length, inner.shape().length);
        int[] a = padded(outer.shape(), rank, 1);
        int[] b = padded(inner.shape(), rank, 1);
        int[] ones = padded(new int[0], rank, 1);
        Map<Axis, List<int[]>> bases = new TreeMap<>();
        var axes = new TreeSet<>(outer.axes());
        axes.addAll(inner.axes());
        for (Axis axis : axes) {
            List<int[]> out = new ArrayList<>();
            inner.bases(axis).forEach(x -> out.add(scaled(padded(x, rank, 0), ones)));
            outer.bases(axis).forEach(x -> out.add(scaled(padded(x, rank, 0), b)));
            bases.put(axis, out);
        }
        return LinearLayout.of(scaled(a, b), bases);
    }

    static Answer<LinearLayout> of(LinearLayout whole, LinearLayout part, boolean partIsOuter) {
        int rank = Math.max(whole.shape().length, part.shape().length);
        int[] c = padded(whole.shape(), rank, 1);
        int[] p = padded(part.shape(), rank, 1);
        for (int d = 0; d < rank; d++) {
            if (p[d] > c[d]) return Answer.refused("dividing " + whole + " by " + part + ": dimension " + d
                    + " of the divisor has " + p[d] + " elements, of the dividend only " + c[d]);
        }
        for (Axis axis : part.axes()) {
            if (part.bits(axis) > whole.bits(axis)) return Answer.refused("dividing " + whole + " by " + part + ": axis " + axis
                    + " of the divisor has " + part.bits(axis) + " bits, of the dividend only " + whole.bits(axis));
        }
        return new Quotient(whole, part, partIsOuter, c, p).rest();
    }

    private Answer<LinearLayout> rest() {
        Map<Axis, List<int[]>> bases = new TreeMap<>();
        for (Axis axis : whole.axes()) {
            int split = partIsOuter ? whole.bits(axis) - part.bits(axis) : part.bits(axis);
            List<int[]> all = whole.bases(axis).stream().map(x -> padded(x, wholeShape.length, 0)).toList();
            List<int[]> low = all.subList(0, split);
            List<int[]> high = all.subList(split, all.size());
            if (!same(partIsOuter ? high : low, part.bases(axis))) return refusal(axis, "other elements than the divisor's");
            var out = new ArrayList<int[]>();
            for (int[] x : partIsOuter ? low : high) {
                if (!belongsToRest(x)) return refusal(axis, "with " + Arrays.toString(x) + " an element inside the divisor's tile");
                out.add(partIsOuter ? x : unscaled(x, partShape));
            }
            bases.put(axis, out);
        }
        return Answer.found(LinearLayout.of(restShape, bases));
    }

    private boolean same(List<int[]> found, List<int[]> wanted) {
        int[] unit = partIsOuter ? restShape : padded(new int[0], wholeShape.length, 1);
        for (int i = 0; i < wanted.size(); i++) {
            if (!Arrays.equals(found.get(i), scaled(padded(wanted.get(i), wholeShape.length, 0), unit))) return false;
        }
        return true;
    }

    private boolean belongsToRest(int[] x) {
        return IntStream.range(0, x.length).allMatch(d -> partIsOuter ? x[d] < restShape[d] : x[d] % partShape[d] == 0);
    }

    private Answer<LinearLayout> refusal(Axis axis, String found) {
        return Answer.refused("dividing " + whole + " by " + part + " on the " + (partIsOuter ? "left" : "right") + ": the "
                + (partIsOuter ? "high" : "low") + " bits of " + axis + " must be the divisor's and the others outside its tile; found "
                + found);
    }

    private static int[] padded(int[] x, int rank, int with) {
        int[] out = new int[rank];
        Arrays.fill(out, with);
        System.arraycopy(x, 0, out, rank - x.length, x.length);
        return out;
    }

    private static int[] scaled(int[] x, int[] by) {
        return IntStream.range(0, x.length).map(d -> Math.multiplyExact(x[d], by[d])).toArray();
    }

    private static int[] unscaled(int[] x, int[] by) {
        return IntStream.range(0, x.length).map(d -> x[d] / by[d]).toArray();
    }
}
