package intarsia.ir.layout.linear;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * CuTe's {@code Swizzle<B,M,S>}: {@code bits} bits of an address from bit {@code base + shift} on are XORed onto those
 * from bit {@code base} on; where {@code shift} is negative, the bits from {@code base} on onto those {@code -shift}
 * above. Addresses count units that the context names: over bytes and over units of 2^k bytes the same swizzle differs
 * by k in {@code base} ({@link #scaled}). Its own inverse.
 *
 * @param bits b, how many bits are changed, at least 0
 * @param base m, the lowest bit that takes part: units below 2^m stay together
 * @param shift s, the distance, {@code |shift| >= bits} so that no changed bit is read
 */
public record Swizzle(int bits, int base, int shift) {
    private static final Pattern FORM = Pattern.compile("swizzle\\((\\d{1,2}),(\\d{1,2}),(-?\\d{1,2})\\)");

    public Swizzle {
        if (bits < 0 || base < 0 || Math.abs(shift) < bits || bits + base + Math.abs(shift) > Matrix.MAX_BITS) {
            throw new IllegalArgumentException("swizzle(" + bits + "," + base + "," + shift
                    + "): wanted bits and base >= 0, |shift| >= bits and at most " + Matrix.MAX_BITS + " bits in all");
        }
    }

    /** Reads {@code swizzle(b,m,s)}. */
    public static Swizzle parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) throw new IllegalArgumentException("'" + text + "': wanted swizzle(b,m,s), as swizzle(3,4,3)");
        return new Swizzle(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)), Integer.parseInt(form.group(3)));
    }

    /** The swizzle that a matrix is, if it is one and not the identity. */
    public static Optional<Swizzle> of(Matrix m) {
        if (m.rows() != m.cols()) return Optional.empty();
        long[] extra = m.plus(Matrix.identity(m.rows())).columns();
        int[] read = IntStream.range(0, extra.length).filter(j -> extra[j] != 0).toArray();
        if (read.length == 0) return Optional.empty();
        int base = Long.numberOfTrailingZeros(extra[read[0]]);
        int shift = read[0] - base;
        if (Math.abs(shift) < read.length) return Optional.empty();
        var swizzle = new Swizzle(read.length, Math.min(base, read[0]), shift);
        return swizzle.width() <= m.rows() && swizzle.matrix(m.rows()).equals(m) ? Optional.of(swizzle) : Optional.empty();
    }

    /** The address at which the unit at {@code address} lies. */
    public long apply(long address) {
        long moved = shift >= 0 ? address >>> shift : address << -shift;
        return address ^ moved & (1L << bits) - 1 << Math.max(base, base - shift);
    }

    /** The lowest number of address bits that holds all bits of the swizzle. */
    public int width() {
        return base + bits + Math.abs(shift);
    }

    /** The same map as a matrix on {@code n} address bits, at least {@link #width}. */
    public Matrix matrix(int n) {
        if (n < width()) throw new IllegalArgumentException(this + " on " + n + " bits, wanted at least " + width());
        return Matrix.of(n, LongStream.of(Matrix.identity(n).columns()).map(this::apply).toArray());
    }

    /**
     * The same swizzle over units that are 2^k times smaller: from units of 2^k bytes to bytes.
     *
     * @param k may be negative, for larger units, down to {@code -base}
     */
    public Swizzle scaled(int k) {
        return new Swizzle(bits, base + k, shift);
    }

    @Override
    public String toString() {
        return "swizzle(" + bits + "," + base + "," + shift + ")";
    }
}
