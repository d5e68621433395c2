package intarsia.ir.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Between the two forms of an entry: digits by position, and terms by weight; and the usual digit orders. */
final class LayoutDigits {
    private final int[][] factorisations;
    private final int[][] weights;
    private final boolean[][] used;

    private LayoutDigits(int[] shape, int[][] factorisations) {
        if (factorisations.length != shape.length) {
            throw new IllegalArgumentException(factorisations.length + " factorisations for shape " + Sizes.text(shape));
        }
        Sizes.elements(shape);
        this.factorisations = factorisations;
        this.weights = new int[shape.length][];
        this.used = new boolean[shape.length][];
        for (int d = 0; d < shape.length; d++) {
            weights[d] = weights(d, shape[d], factorisations[d]);
            used[d] = new boolean[factorisations[d].length];
        }
    }

    private static int[] weights(int dim, int extent, int[] digits) {
        int[] w = new int[digits.length];
        long n = 1;
        for (int i = digits.length - 1; i >= 0; i--) {
            w[i] = (int) n;
            n *= digits[i];
            if (digits[i] < 1 || n > extent) break;
        }
        if (n != extent || Arrays.stream(digits).anyMatch(e -> e < 1)) {
            throw new IllegalArgumentException("digits " + Arrays.toString(digits) + " of dimension " + dim
                    + ": wanted extents >= 1 whose product is " + extent);
        }
        return w;
    }

    static Layout resolve(int[] shape, int[][] factorisations, Map<Axis, ? extends List<? extends Entry>> axes) {
        var digits = new LayoutDigits(shape, factorisations);
        Map<Axis, List<Term>> out = new TreeMap<>();
        axes.forEach((axis, entries) -> {
            var terms = new ArrayList<Term>();
            for (Entry e : entries) terms.add(digits.term(axis, e));
            out.put(axis, terms);
        });
        digits.expectAllUsed();
        return Layout.make(shape, out);
    }

    private Term term(Axis axis, Entry entry) {
        return switch (entry) {
            case Entry.Replica(int count) -> Term.replica(count);
            case Entry.Digit(int dim, int pos) -> {
                if (dim >= used.length || pos >= used[dim].length) {
                    throw new IllegalArgumentException("no digit " + dim + "." + pos + ", named on " + axis
                            + "; the factorisations are " + Arrays.deepToString(factorisations));
                }
                if (used[dim][pos]) {
                    throw new IllegalArgumentException("digit " + dim + "." + pos + " stands twice, again on " + axis);
                }
                used[dim][pos] = true;
                yield Term.digit(dim, factorisations[dim][pos], weights[dim][pos]);
            }
        };
    }

    private void expectAllUsed() {
        for (int d = 0; d < used.length; d++) {
            for (int i = 0; i < used[d].length; i++) {
                if (!used[d][i]) throw new IllegalArgumentException("digit " + d + "." + i + " lies on no axis");
            }
        }
    }

    static int[] factorisation(Layout l, int dim) {
        if (dim < 0 || dim >= l.rank()) throw new IllegalArgumentException("dimension " + dim + " of " + l);
        return digits(l, dim).stream().mapToInt(Term::extent).toArray();
    }

    private static List<Term> digits(Layout l, int dim) {
        return l.axes().stream().flatMap(a -> l.terms(a).stream()).filter(t -> t.dim() == dim)
                .sorted(Comparator.comparingInt(Term::weight).reversed()).toList();
    }

    static List<Entry> entries(Layout l, Axis axis) {
        var out = new ArrayList<Entry>();
        for (Term t : l.terms(axis)) {
            out.add(t.isReplica() ? new Entry.Replica(t.extent())
                    : new Entry.Digit(t.dim(), position(l, t)));
        }
        return Collections.unmodifiableList(out);
    }

    /** The position of a digit in its dimension: how many of the dimension's digits are more significant. */
    static int position(Layout l, Term digit) {
        int above = 0;
        for (List<Term> terms : l.lists()) {
            for (Term t : terms) {
                if (t.dim() == digit.dim() && t.weight() > digit.weight()) above++;
            }
        }
        return above;
    }

    static Layout inOrder(Axis axis, int[] shape, boolean column) {
        var terms = new ArrayList<Term>();
        for (int d = 0; d < shape.length; d++) terms.add(Term.digit(d, shape[d], 1));
        return Layout.make(shape, Map.of(axis, column ? terms.reversed() : terms));
    }

    static Layout rowMajor(int lanes, int[] shape) {
        if (lanes < 1) throw new IllegalArgumentException("lanes: " + lanes + ", wanted >= 1");
        Sizes.elements(shape);
        var lane = new ArrayList<Term>();
        var v = new ArrayList<Term>();
        int left = lanes;
        boolean whole = true;
        for (int d = shape.length - 1; d >= 0; d--) {
            int low = whole ? Sizes.gcd(shape[d], left) : 1;
            lane.add(Term.digit(d, low, 1));
            v.add(Term.digit(d, shape[d] / low, low));
            left /= low;
            // Past a dimension that lies partly on v, the next digits are no longer the low ones of the index.
            whole &= low == shape[d];
        }
        lane.add(Term.replica(left));
        return Layout.make(shape, Map.of(Axis.LANE, lane.reversed(), Axis.V, v.reversed()));
    }
}
