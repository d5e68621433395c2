package intarsia.ir.layout.linear;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the bytes of a row-major tile go instead. Injective, and whole granules move: bytes of one aligned granule stay
 * side by side.
 */
public sealed interface AddressMap {
    /** The address in bytes of the byte that would lie at {@code offset}. */
    long address(long offset);

    /** The map as an expression of {@code offset} in the notation of C. */
    String expression();

    /** An XOR of shifted address bits: {@code matrix} maps bits of the byte offset to bits of the address. */
    record Xor(Matrix matrix) implements AddressMap {
        public Xor {
            if (!matrix.isInvertible()) throw new IllegalArgumentException("XOR map " + matrix + ": wanted an invertible matrix");
        }

        @Override
        public long address(long offset) {
            return matrix.apply(offset);
        }

        /** The swizzle over bytes that this is, if it is one. */
        public Optional<Swizzle> swizzle() {
            return Swizzle.of(matrix);
        }

        /** The map as the XOR of these shifted and masked offsets to the offset: a few instructions. */
        public List<Shifted> terms() {
            var masks = new TreeMap<Integer, Long>();
            for (int j = 0; j < matrix.cols(); j++) {
                for (long rest = matrix.column(j) ^ 1L << j; rest != 0; rest &= rest - 1) {
                    masks.merge(j - Long.numberOfTrailingZeros(rest), Long.lowestOneBit(rest), (a, b) -> a | b);
                }
            }
            var out = new ArrayList<Shifted>();
            masks.forEach((shift, mask) -> out.add(new Shifted(shift, mask)));
            return out;
        }

        @Override
        public String expression() {
            var out = new StringBuilder("offset");
            for (Shifted t : terms()) out.append(" ^ ").append(t);
            return out.toString();
        }

        @Override
        public String toString() {
            return swizzle().map(Swizzle::toString).orElseGet(() -> terms().isEmpty() ? "plain" : "xor " + matrix);
        }
    }

    /**
     * {@code (offset >> shift) & mask}, to the left where {@code shift} is negative.
     *
     * @param shift in bits
     * @param mask of the result
     */
    record Shifted(int shift, long mask) {
        public long of(long offset) {
            return (shift >= 0 ? offset >>> shift : offset << -shift) & mask;
        }

        @Override
        public String toString() {
            String moved = shift == 0 ? "offset" : shift > 0 ? "(offset >> " + shift + ")" : "(offset << " + -shift + ")";
            return "(" + moved + " & 0x" + Long.toHexString(mask) + ")";
        }
    }

    /**
     * Unused bytes after each row.
     *
     * @param rowBytes bytes of a row
     * @param pitch bytes from row to row, at least {@code rowBytes}
     */
    record Padded(long rowBytes, long pitch) implements AddressMap {
        public Padded {
            if (rowBytes < 1 || pitch < rowBytes) {
                throw new IllegalArgumentException("padding rows of " + rowBytes + " bytes to " + pitch + ", wanted no fewer");
            }
        }

        @Override
        public long address(long offset) {
            return offset / rowBytes * pitch + offset % rowBytes;
        }

        @Override
        public String expression() {
            return "offset / " + rowBytes + " * " + pitch + " + offset % " + rowBytes;
        }

        @Override
        public String toString() {
            return "pitch " + pitch;
        }
    }

    /**
     * Each row turned round by some granules more than the one before: granule c of row r goes to
     * {@code (c + r / every * step) mod n}, n granules making a row. Takes no memory.
     *
     * @param rowBytes bytes of a row, whole granules
     * @param granule bytes that stay together
     * @param every rows that are turned alike
     * @param step granules
     */
    record Skewed(long rowBytes, long granule, long every, long step) implements AddressMap {
        public Skewed {
            if (granule < 1 || rowBytes < 1 || rowBytes % granule != 0 || every < 1 || step < 0) {
                throw new IllegalArgumentException("skew of rows of " + rowBytes + " bytes in granules of " + granule + ", every " + every
                        + " rows by " + step + ": wanted whole granules and no negative numbers");
            }
        }

        @Override
        public long address(long offset) {
            long row = offset / rowBytes;
            return row * rowBytes + (offset % rowBytes + row / every * step * granule) % rowBytes;
        }

        @Override
        public String expression() {
            String row = every == 1 ? "offset / " + rowBytes : "offset / " + rowBytes * every;
            return "offset - offset % " + rowBytes + " + (offset % " + rowBytes + " + " + row + " * " + step * granule + ") % " + rowBytes;
        }

        @Override
        public String toString() {
            return "skew " + step + " of " + rowBytes / granule + (every == 1 ? "" : " every " + every + " rows");
        }
    }
}
