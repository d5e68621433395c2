package intarsia.ir.layout.linear;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A subspace of F2^n, n at most {@value Matrix#MAX_BITS}: a set of masks closed under XOR. Held by its reduced basis,
 * the pivots being lowest bits, so equal sets are equal objects. Immutable.
 */
public final class Subspace {
    private final int bits;
    private final long[] basis;

    private Subspace(int bits, long[] reduced) {
        this.bits = bits;
        this.basis = reduced;
    }

    /**
     * All sums of the vectors.
     *
     * @param bits n, the bits of the space around it
     * @throws IllegalArgumentException where a vector has a bit outside
     */
    public static Subspace span(int bits, long... vectors) {
        Matrix.expectBits(bits, "rows");
        var e = new Elimination();
        for (long v : vectors) {
            Matrix.expectInside(v, bits, "vector");
            e.add(v);
        }
        return new Subspace(bits, e.reduced());
    }

    /** The span of the bits {@code from} to {@code to - 1} of F2^{@code bits}. */
    public static Subspace units(int bits, int from, int to) {
        return span(bits, IntStream.range(from, to).mapToLong(i -> 1L << i).toArray());
    }

    /** n, the bits of the space around it. */
    public int bits() {
        return bits;
    }

    public int dimension() {
        return basis.length;
    }

    /** The reduced basis, ascending by lowest bit; no vector holds the lowest bit of another. */
    public long[] basis() {
        return basis.clone();
    }

    public boolean contains(long x) {
        long rest = x;
        for (long b : basis) {
            if ((rest & Long.lowestOneBit(b)) != 0) rest ^= b;
        }
        return rest == 0;
    }

    public boolean contains(Subspace that) {
        expectSameSpace(that);
        return Arrays.stream(that.basis).allMatch(this::contains);
    }

    /** All sums of a vector of this and a vector of {@code that}. */
    public Subspace plus(Subspace that) {
        expectSameSpace(that);
        return span(bits, LongStream.concat(Arrays.stream(basis), Arrays.stream(that.basis)).toArray());
    }

    /** The vectors of both. */
    public Subspace intersect(Subspace that) {
        return annihilator().plus(that.annihilator()).annihilator();
    }

    /** Whether zero is all that both have in common. */
    public boolean isDisjoint(Subspace that) {
        return plus(that).dimension() == dimension() + that.dimension();
    }

    /** A subspace that has only zero in common with this and with this spans all: unit vectors, the highest that do. */
    public Subspace complement() {
        long pivots = Arrays.stream(basis).map(Long::lowestOneBit).reduce(0, (a, b) -> a | b);
        return span(bits, IntStream.range(0, bits).mapToLong(i -> 1L << i).filter(u -> (u & pivots) == 0).toArray());
    }

    /** The functionals that vanish on this: the masks f for which {@code f & x} has an even number of bits for all x. */
    public Subspace annihilator() {
        return Matrix.of(bits, basis).transpose().kernel();
    }

    /** The vectors of the basis of {@code larger} that make a basis of this plus {@code larger} from one of this. */
    public long[] extensionTo(Subspace larger) {
        expectSameSpace(larger);
        var e = new Elimination();
        for (long b : basis) e.add(b);
        return Arrays.stream(larger.basis).filter(e::add).toArray();
    }

    /** The image under a matrix of as many columns as this has bits. */
    public Subspace image(Matrix m) {
        return span(m.rows(), Arrays.stream(basis).map(m::apply).toArray());
    }

    private void expectSameSpace(Subspace that) {
        if (bits != that.bits) {
            throw new IllegalArgumentException("subspaces of F2^" + bits + " and F2^" + that.bits + ", wanted the same space");
        }
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof Subspace that && bits == that.bits && Arrays.equals(basis, that.basis);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(basis) + bits;
    }

    /** {@code F2^6<9 12 24>}: the reduced basis as hexadecimal masks. */
    @Override
    public String toString() {
        return Arrays.stream(basis).mapToObj(Long::toHexString).collect(Collectors.joining(" ", "F2^" + bits + "<", ">"));
    }
}
