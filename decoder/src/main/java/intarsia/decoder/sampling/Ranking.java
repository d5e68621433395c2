package intarsia.decoder.sampling;

/**
 * Tokens by falling logit, equal logits by rising id, sorted only as far as a question needs (quickselect, expected
 * O(n)). The pivots have a fixed seed of
 * their own: they move an answer by the rounding of a sum at most, and the same way in every run.
 */
final class Ranking {
    /** A token is one long, less is better: the logit's bits, so turned that integers compare as the floats, then the id. */
    private final long[] keys;
    private final double[] weight;
    private final Xoshiro256 pivots = Xoshiro256.seeded(0);

    Ranking(int vocabulary) {
        keys = new long[vocabulary];
        weight = new double[vocabulary];
    }

    /** Ranks all of {@code logits}, which has no NaN. */
    void load(float[] logits) {
        // + 0f makes -0 the 0 it equals.
        for (int id = 0; id < keys.length; id++) keys[id] = (long) ~ascending(logits[id] + 0f) << 32 | id;
    }

    private static int ascending(float f) {
        int bits = Float.floatToRawIntBits(f);
        return bits ^ (bits >> 31 & 0x7fffffff);
    }

    /** The token at a place that an earlier question settled. */
    int id(int place) {
        return (int) keys[place];
    }

    /** Moves the best {@code count} tokens to the front, in any order. */
    void select(int count) {
        int lo = 0, hi = keys.length;
        while (lo < count && count < hi) {
            int p = partition(lo, hi);
            if (p < count) lo = p + 1;
            else hi = p;
        }
    }

    /**
     * Weighs the first {@code count} tokens, exp((logit - max) / temperature), and drops those whose weight underflows.
     * StrictMath: the same on every machine.
     *
     * @return how many are left, at the front
     */
    int weigh(int count, float[] logits, float max, double temperature) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int id = id(i);
            double w = StrictMath.exp(((double) logits[id] - max) / temperature);
            if (w == 0) continue;
            weight[id] = w;
            keys[kept++] = keys[i];
        }
        return kept;
    }

    /** The weight of the tokens at places [lo, hi). */
    double mass(int lo, int hi) {
        double sum = 0;
        for (int i = lo; i < hi; i++) sum += weight[id(i)];
        return sum;
    }

    /**
     * Of the first {@code count} tokens, moves the fewest best whose weights reach {@code target} to the front, the
     * worst of them last.
     *
     * @return how many those are; all {@code count} where rounding keeps them short of the target
     */
    int prefix(int count, double target) {
        int lo = 0, hi = count;
        double before = 0;
        while (lo < hi) {
            int p = partition(lo, hi);
            double better = before + mass(lo, p);
            if (better >= target && p > lo) {
                hi = p;
                continue;
            }
            before = better + weight[id(p)];
            if (before >= target) return p + 1;
            lo = p + 1;
        }
        return lo;
    }

    /** Puts a random token of places [lo, hi) where it belongs, the better ones before it; returns its place. */
    private int partition(int lo, int hi) {
        swap(lo + pivots.nextInt(hi - lo), hi - 1);
        long pivot = keys[hi - 1];
        int p = lo;
        for (int i = lo; i < hi - 1; i++) if (keys[i] < pivot) swap(i, p++);
        swap(p, hi - 1);
        return p;
    }

    private void swap(int i, int j) {
        long k = keys[i];
        keys[i] = keys[j];
        keys[j] = k;
    }
}
