package intarsia.ir.type;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A field of codes that select vectors of few integers, each component as a code of its own: the smallest unsigned integer that holds them, counted from the least.
 *
 * @param field whose book has all integers from the least to the greatest and no other number, and of whose components no two elements take the same
 * @param least component
 * @param bits  of a component's code: at most {@value #MOST_BITS}
 */
record SmallComponents(Field field, int least, int bits) {
    private static final int MOST_BITS = 4;
    private static final int MOST = 1 << MOST_BITS;

    /** Those of a field; nothing where its vectors have other numbers, or elements share a component. */
    static Optional<SmallComponents> of(Field f) {
        return f.book().flatMap(SmallComponents::span).map(s -> new SmallComponents(f, s.least, s.bits())).filter(c -> c.fits() && c.isExact() && c.isOwn());
    }

    /** So many integers from the least on. */
    private record Span(int least, int count) {
        int bits() {
            return Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(count - 1));
        }
    }

    private static Optional<Span> span(VectorBook book) {
        int first = (int) book.value(0, 0) - MOST;
        BitSet seen = new BitSet();
        for (int code = 0; code < 1 << book.bits(); code++) {
            for (int c = 0; c < book.length(); c++) {
                double v = book.value(code, c);
                if (Double.compare(v, (int) v) != 0 || v <= first || v >= first + 2.0 * MOST) {
                    return Optional.empty();
                }
                seen.set((int) v - first);
            }
        }
        int count = seen.cardinality();
        int least = seen.nextSetBit(0);
        return count <= MOST && seen.length() - least == count ? Optional.of(new Span(first + least, count)) : Optional.empty();
    }

    /** Whether a packing that is no run holds so many codes. */
    private boolean fits() {
        return (long) field.packing().elements() * length() * bits <= Packing.MOST_BITS;
    }

    /** Whether the centre that the codes have leaves every value as it is. */
    private boolean isExact() {
        for (int v = 0; v < 1 << bits; v++) {
            if (v - centre() != v + least - field.centre()) {
                return false;
            }
        }
        return true;
    }

    private boolean isOwn() {
        BitSet taken = new BitSet();
        for (int e = 0; e < field.index().elements(); e++) {
            int at = field.index().value(e) * length() + field.index().component(e);
            if (taken.get(at)) {
                return false;
            }
            taken.set(at);
        }
        return true;
    }

    private VectorBook book() {
        return field.book().orElseThrow();
    }

    private int length() {
        return book().length();
    }

    private double centre() {
        return field.centre() - least;
    }

    /** Words of 64 bits that hold a vector. */
    int longs() {
        return Math.ceilDiv(length() * bits, Long.SIZE);
    }

    /** Bytes from a vector to the next. */
    int stride() {
        return Math.ceilDiv(length() * bits, Byte.SIZE);
    }

    /** Bytes of all vectors of a block. */
    int bytes() {
        return field.packing().elements() * stride();
    }

    /** The plain field of vectors that lie from a byte of a block on. */
    Field placed(int first, int blockBytes) {
        List<Piece> pieces = new ArrayList<>();
        int element = 0;
        for (FieldIndex.Run run : field.index().runs()) {
            List<StrideDigit> digits = run.digits().stream().map(d -> new StrideDigit(d.extent(), d.valueStride() * stride() * Byte.SIZE + d.componentStride() * bits)).toList();
            pieces.add(new Piece(element, run.elements(), 0, bits, (first + run.firstValue() * stride()) * Byte.SIZE, digits));
            element += run.elements();
        }
        Packing packing = new Packing(bits, element, blockBytes, pieces);
        return Field.of(field.role(), field.name(), new IntType(bits, false), 1, packing).withCentre(centre()).withUnit(field.unit());
    }

    /** The vector of every code, in {@link #longs} words each, its first component lowest. */
    long[] table() {
        long[] table = new long[longs() << book().bits()];
        for (int code = 0; code < 1 << book().bits(); code++) {
            for (int bit = 0; bit < length() * bits; bit++) {
                long component = (long) book().value(code, bit / bits) - least;
                table[code * longs() + bit / Long.SIZE] |= (component >> bit % bits & 1) << bit;
            }
        }
        return table;
    }
}
