package intarsia.ir.layout.linear;

/**
 * Gaussian elimination over F2, a vector at a time. The pivot of a vector is its lowest bit. Each kept vector
 * remembers of which inputs it is the sum, so that kernels and solutions fall out.
 */
final class Elimination {
    /** No sum of the inputs. */
    static final long OUTSIDE = -1;

    private final long[] kept = new long[Long.SIZE];
    private final long[] sums = new long[Long.SIZE];
    private int rank;

    /** Adds a vector under a label of one bit: 0 where it is new, otherwise the labels whose vectors add up to zero. */
    long add(long vector, long label) {
        long v = vector;
        long sum = label;
        while (v != 0) {
            int pivot = Long.numberOfTrailingZeros(v);
            if (kept[pivot] == 0) {
                kept[pivot] = v;
                sums[pivot] = sum;
                rank++;
                return 0;
            }
            v ^= kept[pivot];
            sum ^= sums[pivot];
        }
        return sum;
    }

    /** Whether the vector was new. */
    boolean add(long vector) {
        int before = rank;
        add(vector, 0);
        return rank > before;
    }

    /** The labels whose vectors add up to {@code vector}, of the inputs that were new; or {@link #OUTSIDE}. */
    long express(long vector) {
        long v = vector;
        long sum = 0;
        while (v != 0) {
            int pivot = Long.numberOfTrailingZeros(v);
            if (kept[pivot] == 0) return OUTSIDE;
            v ^= kept[pivot];
            sum ^= sums[pivot];
        }
        return sum;
    }

    int rank() {
        return rank;
    }

    /** The reduced basis by ascending pivot: no vector holds the pivot of another. Unique for the span. */
    long[] reduced() {
        long[] out = new long[rank];
        int at = rank;
        long[] done = kept.clone();
        for (int p = Long.SIZE - 1; p >= 0; p--) {
            if (done[p] == 0) continue;
            for (int q = p + 1; q < Long.SIZE; q++) {
                if (done[q] != 0 && (done[p] >>> q & 1) != 0) done[p] ^= done[q];
            }
            out[--at] = done[p];
        }
        return out;
    }
}
