package intarsia.ir.layout.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An invertible map of granule addresses whose low bits, the bank, tell the members of each pattern of access apart.
 *
 * <p>A granule is what stays together, as the 16 bytes of a vector. A pattern is the subspace of F2^n that the
 * granules of one phase form, up to translation. The map is free of conflicts for it just when the kernel of the bank
 * bits has only zero in common with it.
 *
 * @param matrix granule bits of the plain address to granule bits of the new one
 * @param bankBits b, how many of the low bits are the bank
 * @param source how it was found: what to tell a reader
 */
public record BankMap(Matrix matrix, int bankBits, String source) {
    public BankMap {
        if (!matrix.isInvertible() || bankBits < 0 || bankBits > matrix.rows()) {
            throw new IllegalArgumentException("bank map " + matrix + " with " + bankBits + " bank bits: wanted an invertible matrix"
                    + " with at least as many rows");
        }
    }

    /**
     * The map with the lowest degrees for all patterns that the searches find: always 1 or the least possible for two
     * patterns; for more, by multiplication in a field or a bounded search, and else the best met.
     *
     * @param bits n, the bits of a granule address
     * @param bankBits b, the bits that choose the bank; all of them where n is smaller
     * @param patterns subspaces of F2^n; one of more than b dimensions cannot be free of conflicts
     */
    public static BankMap of(int bits, int bankBits, List<Subspace> patterns) {
        return new BankSynthesis(bits, Math.min(bits, bankBits), patterns).best();
    }

    /** The map whose bank bits vanish on {@code kernel}, a subspace of n - b dimensions; near the identity. */
    static BankMap vanishingOn(Subspace kernel, String source) {
        int n = kernel.bits();
        long[] functionals = kernel.annihilator().basis();
        int b = functionals.length;
        long[] rows = new long[n];
        var late = new ArrayList<Long>();
        for (long f : functionals) {
            int pivot = Long.numberOfTrailingZeros(f);
            if (pivot < b) rows[pivot] = f;
            else late.add(f);
        }
        long pivots = Arrays.stream(functionals).map(Long::lowestOneBit).reduce(0, (x, y) -> x | y);
        var units = new ArrayList<Long>();
        for (int q = 0; q < n; q++) {
            if ((pivots >>> q & 1) != 0) continue;
            if (q >= b) rows[q] = 1L << q;
            else units.add(1L << q);
        }
        for (int r = 0; r < n; r++) {
            if (rows[r] == 0) rows[r] = (r < b ? late : units).removeFirst();
        }
        return new BankMap(Matrix.of(n, rows).transpose(), b, source);
    }

    /** The addresses that share a bank with address 0. */
    public Subspace kernel() {
        return matrix.rows(0, bankBits).kernel();
    }

    /** How many granules of a pattern fall into the busiest bank, a power of two. */
    public int degree(Subspace pattern) {
        return 1 << pattern.intersect(kernel()).dimension();
    }

    /** Which plain address bits are XORed to each bank bit: {@code bank0 = a0 ^ a3, …}. */
    public String functionals() {
        return IntStream.range(0, bankBits).mapToObj(i -> "bank" + i + " = " + sum(matrix.row(i))).collect(Collectors.joining(", "));
    }

    private static String sum(long mask) {
        return IntStream.range(0, Long.SIZE).filter(j -> (mask >>> j & 1) != 0).mapToObj(j -> "a" + j).collect(Collectors.joining(" ^ "));
    }

    /** The first of those with the least sum of degrees, the worst degree first. */
    static BankMap least(Stream<BankMap> candidates, List<Subspace> patterns) {
        return candidates.min(Comparator.<BankMap>comparingInt(m -> patterns.stream().mapToInt(m::degree).max().orElse(1))
                .thenComparingInt(m -> patterns.stream().mapToInt(m::degree).sum())).orElseThrow();
    }
}
