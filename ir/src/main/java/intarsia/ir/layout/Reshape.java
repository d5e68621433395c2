package intarsia.ir.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Another shape over the same row-major index. The layout is first flattened, which always works and fuses whatever
 * an old boundary kept apart; then its digits are cut at the new boundaries.
 */
final class Reshape {
    private final Layout from;
    private final int[] shape;
    private final int[] strides;

    private Reshape(Layout from, int[] shape) {
        this.from = from;
        this.shape = shape;
        this.strides = Sizes.strides(shape);
    }

    static Attempt of(Layout l, int[] shape) {
        int wanted = Sizes.elements(shape);
        if (wanted != l.elements()) {
            return new Attempt.Refused("reshape of " + l + ": it has " + l.elements() + " elements, "
                    + Sizes.text(shape) + " has " + wanted, -1, 0);
        }
        return new Reshape(l, shape).cut();
    }

    private Attempt cut() {
        Map<Axis, List<Term>> flat = flat();
        Cuts cuts = Cuts.of(1, flat.values());
        for (int d = 0; d < shape.length; d++) {
            if (!cuts.at(0, strides[d] * shape[d])) return refusal(flat, d);
        }
        Map<Axis, List<Term>> out = new TreeMap<>();
        flat.forEach((axis, terms) -> {
            List<Term> pieces = new ArrayList<>();
            for (Term t : terms) cuts.split(t, pieces);
            pieces.replaceAll(this::digit);
            out.put(axis, pieces);
        });
        return new Attempt.Done(Layout.make(shape, out));
    }

    private Map<Axis, List<Term>> flat() {
        int[] old = Sizes.strides(from.shape());
        Map<Axis, List<Term>> out = new TreeMap<>();
        for (Axis axis : from.axes()) {
            var list = new ArrayList<Term>();
            for (Term t : from.terms(axis)) {
                list.add(t.isReplica() ? t : Term.digit(0, t.extent(), t.weight() * old[t.dim()]));
            }
            out.put(axis, Term.canonical(axis, list));
        }
        return out;
    }

    /** The digit of the row-major index as one of the dimension in which it lies. */
    private Term digit(Term t) {
        if (t.isReplica()) return t;
        int d = shape.length - 1;
        while (strides[d] * shape[d] <= t.weight()) d--;
        return Term.digit(d, t.extent(), t.weight() / strides[d]);
    }

    private Attempt refusal(Map<Axis, List<Term>> flat, int dim) {
        int boundary = strides[dim] * shape[dim];
        Attempt.Clash clash = Term.inside(flat, 0, boundary);
        Term t = clash.ours().orElseThrow();
        return new Attempt.Refused("reshape of " + from + " to " + Sizes.text(shape) + ": dimension " + dim
                + " ends at " + boundary + " of the row-major index, inside the digit of " + clash.axis() + " from "
                + t.weight() + " to " + t.end() + "; it may end there only at a multiple of the first"
                + " that divides the second", dim, boundary, Optional.of(clash));
    }
}
