package intarsia.ir.layout;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * An entry with its numbers worked out, the form that code generators read: a digit adds
 * {@code (x[dim] / weight % extent) * scale} to the coordinate of its axis, a replica any of {@code r * scale} with
 * {@code 0 <= r < extent}. Backwards, a digit adds {@code (coordinate / scale % extent) * weight} to {@code x[dim]}.
 *
 * @param dim the dimension, or {@link #REPLICA}
 * @param extent number of values, at least 2
 * @param weight product of the less significant digits of the dimension; 1 for a replica
 * @param scale product of the less significant entries of the axis
 */
public record Term(int dim, int extent, int weight, int scale) {
    /** The {@link #dim} of a replica. */
    public static final int REPLICA = -1;

    /** A digit whose scale is still to be found by {@link #canonical}. */
    static Term digit(int dim, int extent, int weight) {
        return new Term(dim, extent, weight, 0);
    }

    /** A replica whose scale is still to be found by {@link #canonical}. */
    static Term replica(int count) {
        return new Term(REPLICA, count, 1, 0);
    }

    public boolean isReplica() {
        return dim == REPLICA;
    }

    /** The weight of the next higher digit of the dimension. */
    int end() {
        return weight * extent;
    }

    /** Whether both are the same digit or equal replicas, wherever they stand. */
    boolean sameDigit(Term that) {
        return dim == that.dim && extent == that.extent && weight == that.weight;
    }

    /** Whether {@code that}, cut where possible, has this digit as a piece, in the same place of the axis. */
    boolean isPieceOf(Term that) {
        if (dim != that.dim || scale % that.scale != 0 || weight % that.weight != 0) return false;
        int below = scale / that.scale;
        return below == weight / that.weight && that.extent % (below * extent) == 0;
    }

    /** The digit of a dimension that begins below a weight and ends above it, and its axis. */
    static Attempt.Clash inside(Map<Axis, List<Term>> axes, int dim, int weight) {
        for (var e : axes.entrySet()) {
            for (Term t : e.getValue()) {
                if (t.dim == dim && t.weight < weight && weight < t.end()) {
                    return new Attempt.Clash(e.getKey(), Optional.of(t), Optional.empty());
                }
            }
        }
        throw new IllegalStateException("no digit of dimension " + dim + " around " + weight + " in " + axes);
    }

    /** All lists as numbers: for each axis the hash of its name and its length, for each term its components. */
    static int[] code(SortedMap<Axis, List<Term>> axes) {
        int n = 0;
        for (List<Term> terms : axes.values()) n += 2 + 4 * terms.size();
        int[] code = new int[n];
        int at = 0;
        for (Map.Entry<Axis, List<Term>> e : axes.entrySet()) {
            code[at++] = e.getKey().hashCode();
            code[at++] = e.getValue().size();
            for (Term t : e.getValue()) {
                code[at++] = t.dim;
                code[at++] = t.extent;
                code[at++] = t.weight;
                code[at++] = t.scale;
            }
        }
        return code;
    }

    /** How many copies of each element these lists make. */
    static int replicas(Collection<List<Term>> axes) {
        long copies = 1;
        for (List<Term> terms : axes) {
            for (Term t : terms) {
                if (t.isReplica()) copies = Sizes.narrow(copies * t.extent, () -> "replicas");
            }
        }
        return (int) copies;
    }

    /** The value of this digit in {@code x}; 0, the first copy, for a replica. */
    int digitOf(int[] x) {
        return isReplica() ? 0 : x[dim] / weight % extent;
    }

    /** The value of this entry in a coordinate of its axis. */
    int valueIn(int coordinate) {
        return coordinate / scale % extent;
    }

    /**
     * The unique form of an axis list: no unit entries, neighbouring replicas fused, neighbouring digits fused where
     * they are neighbours in their dimension too; scales filled in.
     */
    static List<Term> canonical(Axis axis, List<Term> raw) {
        var out = new ArrayList<Term>();
        for (Term t : raw) {
            if (t.extent == 1) continue;
            if (!out.isEmpty() && out.getLast().fusesWith(t)) {
                long extent = (long) out.removeLast().extent * t.extent;
                out.add(new Term(t.dim, Sizes.narrow(extent, () -> "replicas on " + axis), t.weight, 0));
            } else {
                out.add(t);
            }
        }
        long scale = 1;
        for (int i = out.size() - 1; i >= 0; i--) {
            Term t = out.get(i);
            out.set(i, new Term(t.dim, t.extent, t.weight, (int) scale));
            scale = Sizes.narrow(scale * t.extent, () -> "size of axis " + axis);
        }
        return Collections.unmodifiableList(out);
    }

    private boolean fusesWith(Term lower) {
        return dim == lower.dim && (isReplica() || weight == lower.weight * lower.extent);
    }
}
