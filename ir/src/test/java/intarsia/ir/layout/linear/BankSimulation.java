package intarsia.ir.layout.linear;

import java.util.SplittableRandom;
import java.util.TreeSet;

/** Banks word by word: the oracle of the tests on conflicts; and random patterns. */
final class BankSimulation {
    private BankSimulation() {}

    /** The words that the busiest bank serves when all these lanes are served together. */
    static int degree(int width, int banks, int bytes, long... addresses) {
        int[] served = new int[banks];
        var words = new TreeSet<Long>();
        for (long a : addresses) {
            for (int i = 0; i < bytes; i++) words.add((a + i) / width);
        }
        int worst = 0;
        for (long w : words) worst = Math.max(worst, ++served[(int) (w % banks)]);
        return worst;
    }

    /** Every member of a subspace. */
    static long[] members(Subspace s) {
        long[] basis = s.basis();
        long[] out = new long[1 << basis.length];
        for (int i = 0; i < out.length; i++) {
            for (int k = 0; k < basis.length; k++) if ((i >> k & 1) != 0) out[i] ^= basis[k];
        }
        return out;
    }

    static Subspace subspace(SplittableRandom random, int bits, int dimension) {
        Subspace s = Subspace.span(bits);
        while (s.dimension() < dimension) s = s.plus(Subspace.span(bits, random.nextLong() & (1L << bits) - 1));
        return s;
    }

    /** A subspace spanned by address bits, as lanes along rows or columns have it. */
    static Subspace aligned(SplittableRandom random, int bits, int dimension) {
        Subspace s = Subspace.span(bits);
        while (s.dimension() < dimension) s = s.plus(Subspace.span(bits, 1L << random.nextInt(bits)));
        return s;
    }
}
