package intarsia.ir.layout;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The common refinement of several factorisations of a shape. Per dimension it keeps the weights at which some digit
 * begins or ends, ascending from 1 to the extent, each dividing the next; digits between neighbouring weights are the
 * finest that all the factorisations have. 6 = 2·3 and 6 = 3·2 have none: 2 does not divide 3.
 */
final class Cuts {
    private final int[][] chains;

    private Cuts(int rank) {
        this.chains = new int[rank][];
        Arrays.setAll(chains, _ -> new int[] {1});
    }

    /** The cuts of one layout's own digits. */
    static Cuts of(int rank, Collection<List<Term>> axes) {
        var out = new Cuts(rank);
        for (List<Term> terms : axes) {
            for (Term t : terms) {
                if (!t.isReplica()) out.insert(t.dim(), Arrays.binarySearch(out.chains[t.dim()], t.end()), t.end());
            }
        }
        return out;
    }

    /** Cuts a dimension at a weight from 1 to its extent too; false, and nothing done, where no digit system can. */
    boolean at(int dim, int weight) {
        int[] chain = chains[dim];
        int place = Arrays.binarySearch(chain, weight);
        if (place >= 0) return true;
        int above = -place - 1;
        if (weight % chain[above - 1] != 0 || chain[above] % weight != 0) return false;
        insert(dim, place, weight);
        return true;
    }

    private void insert(int dim, int place, int weight) {
        if (place >= 0) return;
        int at = -place - 1;
        int[] old = chains[dim];
        int[] chain = Arrays.copyOf(old, old.length + 1);
        System.arraycopy(old, at, chain, at + 1, old.length - at);
        chain[at] = weight;
        chains[dim] = chain;
    }

    /** Appends an entry to {@code out}, a digit in its pieces, most significant first, with their scales. */
    void split(Term t, List<Term> out) {
        if (t.isReplica()) {
            out.add(t);
            return;
        }
        int[] chain = chains[t.dim()];
        for (int i = Arrays.binarySearch(chain, t.end()); chain[i] > t.weight(); i--) {
            out.add(new Term(t.dim(), chain[i] / chain[i - 1], chain[i - 1], t.scale() * (chain[i - 1] / t.weight())));
        }
    }
}
