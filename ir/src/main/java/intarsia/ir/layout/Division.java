package intarsia.ir.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The quotient of C by B. In a product the digits of B are a suffix (C = A·B) or a prefix (C = B·A) of the digits of
 * C, in every dimension and on every axis. Both are brought to common digits; then B is taken off each list of C.
 *
 * <p>No quotient is missed: in a product the canonical digits of C and those of B are both fusions of one list of
 * digits, so that common digits exist, and the lists are then equal entry by entry up to the end of B.
 */
final class Division {
    private final Layout c;
    private final Layout b;
    private final boolean left;
    private final int shift;
    private final int[] shape;

    private Division(Layout c, Layout b, boolean left) {
        this.c = c;
        this.b = b;
        this.left = left;
        this.shift = c.rank() - b.rank();
        this.shape = c.shape();
    }

    /** The A with A·B = C. */
    static Attempt right(Layout c, Layout b) {
        return new Division(c, b, false).quotient();
    }

    /** The A with B·A = C. */
    static Attempt left(Layout c, Layout b) {
        return new Division(c, b, true).quotient();
    }

    private Attempt quotient() {
        Attempt.@Nullable Refused misfit = fit();
        if (misfit != null) return misfit;
        Cuts cuts = Cuts.of(c.rank(), c.lists());
        Attempt.@Nullable Refused incompatible = refine(cuts);
        if (incompatible != null) return incompatible;
        Map<Axis, List<Term>> out = new TreeMap<>();
        for (Axis axis : axes()) {
            List<Term> ours = pieces(cuts, c.terms(axis));
            List<Term> theirs = pieces(cuts, placed(axis));
            int taken = taken(ours, theirs);
            if (taken < theirs.size()) return clash(axis, taken < ours.size() ? ours.get(taken) : null, theirs.get(taken));
            out.put(axis, rest(ours, theirs));
        }
        return new Attempt.Done(Layout.make(shape, out));
    }

    /** Takes B's extents off the shape. */
    private Attempt.@Nullable Refused fit() {
        if (shift < 0) {
            return refused("B has " + b.rank() + " dimensions and C " + c.rank() + ", wanted at most as many", -1, 0, null);
        }
        for (int d = 0; d < b.rank(); d++) {
            int extent = b.extent(d);
            if (shape[d + shift] % extent != 0) {
                return refused("dimension " + (d + shift) + " has extent " + shape[d + shift] + " in C and " + extent
                        + " in B, wanted a divisor", d + shift, 0, null);
            }
            shape[d + shift] /= extent;
        }
        return null;
    }

    private Attempt.@Nullable Refused refine(Cuts cuts) {
        for (Axis axis : b.axes()) {
            for (Term t : placed(axis)) {
                if (t.isReplica()) continue;
                if (!cuts.at(t.dim(), t.weight())) return incompatible(axis, t, t.weight());
                if (!cuts.at(t.dim(), t.end())) return incompatible(axis, t, t.end());
            }
        }
        return null;
    }

    /** B's entries on an axis as digits of C: the low ones of each dimension for C/B, the high ones for B\C. */
    private List<Term> placed(Axis axis) {
        var out = new ArrayList<Term>();
        for (Term t : b.terms(axis)) {
            int dim = t.dim() + shift;
            out.add(t.isReplica() ? t : new Term(dim, t.extent(), t.weight() * (left ? shape[dim] : 1), t.scale()));
        }
        return out;
    }

    private Set<Axis> axes() {
        if (c.axes().containsAll(b.axes())) return c.axes();
        var both = new TreeSet<>(c.axes());
        both.addAll(b.axes());
        return both;
    }

    /** The list in common digits, beginning at the end from which B is taken off. */
    private List<Term> pieces(Cuts cuts, List<Term> terms) {
        List<Term> out = new ArrayList<>();
        for (Term t : terms) cuts.split(t, out);
        return left ? out : out.reversed();
    }

    /** How many of B's entries come off C's list; of the last, a replica, C may have a multiple. */
    private static int taken(List<Term> ours, List<Term> theirs) {
        for (int i = 0; i < theirs.size(); i++) {
            Term t = theirs.get(i);
            boolean last = i == theirs.size() - 1;
            if (i == ours.size() || !(ours.get(i).sameDigit(t) || (last && isMultiple(ours.get(i), t)))) return i;
        }
        return theirs.size();
    }

    private static boolean isMultiple(Term ours, Term theirs) {
        return ours.isReplica() && theirs.isReplica() && ours.extent() % theirs.extent() == 0;
    }

    private List<Term> rest(List<Term> ours, List<Term> theirs) {
        var out = new ArrayList<Term>();
        if (!theirs.isEmpty()) {
            int last = theirs.size() - 1;
            out.add(Term.replica(ours.get(last).extent() / theirs.get(last).extent()));
        }
        for (Term t : ours.subList(theirs.size(), ours.size())) {
            int low = left || t.isReplica() ? 1 : c.extent(t.dim()) / shape[t.dim()];
            out.add(t.isReplica() ? t : Term.digit(t.dim(), t.extent(), t.weight() / low));
        }
        return left ? out : out.reversed();
    }

    private Attempt.Refused incompatible(Axis axis, Term theirs, int cut) {
        Attempt.Clash ours = c.digitAt(theirs.dim(), cut);
        Term b = original(this.b, axis, theirs);
        String text = ours.ours().map(t -> LayoutText.entry(c, t)).orElse("");
        return refused("dimension " + theirs.dim() + ": digit " + LayoutText.entry(this.b, b) + " of B, on " + axis
                + ", ends at " + cut + ", where digit " + text + " of C, on " + ours.axis() + ", cannot be cut",
                theirs.dim(), cut, new Attempt.Clash(axis, ours.ours(), Optional.of(b)));
    }

    private Attempt.Refused clash(Axis axis, @Nullable Term ours, Term theirs) {
        Term entry = original(b, axis, theirs);
        Optional<Term> other = Optional.ofNullable(ours).map(t -> original(c, axis, t));
        String found = other.map(t -> "C has " + LayoutText.entry(c, t)).orElse("C has nothing more");
        return refused("axis " + axis + ", from the " + (left ? "left" : "right") + ": " + found + " where B has "
                + LayoutText.entry(b, entry), theirs.dim(), 0, new Attempt.Clash(axis, other, Optional.of(entry)));
    }

    private static Term original(Layout l, Axis axis, Term piece) {
        return l.terms(axis).stream().filter(t -> piece.scale() / t.scale() < t.extent() && piece.scale() >= t.scale())
                .findFirst().orElseThrow();
    }

    private Attempt.Refused refused(String why, int dim, int cut, Attempt.@Nullable Clash clash) {
        return new Attempt.Refused((left ? "no A with B·A = C" : "no A with A·B = C") + " for C = " + c + ", B = " + b + ": "
                + why, dim, cut, Optional.ofNullable(clash));
    }
}
