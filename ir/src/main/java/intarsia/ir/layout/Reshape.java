package intarsia.ir.layout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Another shape over the same row-major index. The layout is first flattened, which always works and fuses whatever
 * an old boundary kept apart; then each digit is cut at the new boundaries. A boundary b inside the digit from c to
 * c·e needs c | b and b | c·e, for otherwise no single digit system expresses both.
 */
final class Reshape {
    private final int[] shape;
    private final int[] strides;

    private Reshape(int[] shape) {
        this.shape = shape;
        this.strides = Sizes.strides(shape);
    }

    static Attempt of(Layout l, int[] shape) {
        int wanted = Sizes.elements(shape);
        if (wanted != l.elements()) {
            return new Attempt.Refused("reshape of " + l + ": it has " + l.elements() + " elements, "
                    + Sizes.text(shape) + " has " + wanted, -1, 0);
        }
        return new Reshape(shape).cut(l, flat(l));
    }

    private static Layout flat(Layout l) {
        int[] strides = Sizes.strides(l.shape());
        return l.mapDigits(new int[] {l.elements()},
                (axis, t) -> Term.digit(0, t.extent(), t.weight() * strides[t.dim()]));
    }

    private Attempt cut(Layout original, Layout flat) {
        Map<Axis, List<Term>> axes = new TreeMap<>();
        for (Axis axis : flat.axes()) {
            List<Term> out = new ArrayList<>();
            for (Term t : flat.terms(axis)) {
                int bad = t.isReplica() ? -1 : straddled(t);
                if (bad >= 0) return refusal(original, axis, t, bad);
                if (t.isReplica()) out.add(t);
                else out.addAll(pieces(t));
            }
            axes.put(axis, out);
        }
        return new Attempt.Done(new Layout(shape, axes));
    }

    /** The dimension whose upper boundary cuts through the digit where no digit system can, or -1. */
    private int straddled(Term t) {
        long top = (long) t.weight() * t.extent();
        for (int d = 0; d < shape.length; d++) {
            int boundary = strides[d] * shape[d];
            boolean inside = t.weight() < boundary && boundary < top;
            if (inside && (boundary % t.weight() != 0 || top % boundary != 0)) return d;
        }
        return -1;
    }

    /** The digit cut at the boundaries inside it, most significant piece first. */
    private List<Term> pieces(Term t) {
        var out = new ArrayList<Term>();
        int low = t.weight();
        int left = t.extent();
        for (int d = shape.length - 1; d >= 0 && left > 1; d--) {
            int boundary = strides[d] * shape[d];
            if (boundary <= low) continue;
            int extent = Math.min(left, boundary / low);
            out.add(Term.digit(d, extent, low / strides[d]));
            low *= extent;
            left /= extent;
        }
        Collections.reverse(out);
        return out;
    }

    private Attempt refusal(Layout l, Axis axis, Term t, int dim) {
        int boundary = strides[dim] * shape[dim];
        return new Attempt.Refused("reshape of " + l + " to " + Sizes.text(shape) + ": dimension " + dim
                + " ends at " + boundary + " of the row-major index, inside the digit of " + axis + " from "
                + t.weight() + " to " + t.weight() * t.extent() + "; it may end there only at a multiple of the first"
                + " that divides the second", dim, boundary);
    }
}
