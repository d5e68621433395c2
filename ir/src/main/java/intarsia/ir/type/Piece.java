package intarsia.ir.type;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where a slice of the elements keeps a slice of their code bits: element e of
 * {@code [firstElement, firstElement + elements)} has its bits {@code [firstBit, firstBit + bits)}, the lowest first, in
 * the {@code bits} successive bits from address {@code baseBit + Σ digit_i(e − firstElement) · stride_i}.
 *
 * @param digits most significant first; their extents multiply to {@code elements}
 */
public record Piece(int firstElement, int elements, int firstBit, int bits, int baseBit, List<StrideDigit> digits) {
    public Piece {
        digits = List.copyOf(digits);
        if (firstElement < 0 || elements < 1 || firstBit < 0 || bits < 1 || bits > 64) {
            throw new IllegalArgumentException("a piece needs firstElement ≥ 0, elements ≥ 1, firstBit ≥ 0 and 1 to 64 bits, found "
                + firstElement + ", " + elements + ", " + firstBit + ", " + bits);
        }
        long product = 1;
        for (StrideDigit digit : digits) {
            product = Math.min(product * digit.extent(), Integer.MAX_VALUE);
        }
        if (product != elements) {
            throw new IllegalArgumentException("the digits of a piece count " + product + " elements, wanted " + elements + ": " + digits);
        }
    }

    /** Whole codes of the first elements, from an address on: pairs of extent and stride in bits, most significant first. */
    public static Piece place(int bits, int baseBit, int... extentsAndStrides) {
        List<StrideDigit> digits = new ArrayList<>();
        int elements = 1;
        for (int i = 0; i < extentsAndStrides.length; i += 2) {
            digits.add(new StrideDigit(extentsAndStrides[i], extentsAndStrides[i + 1]));
            elements *= extentsAndStrides[i];
        }
        return new Piece(0, elements, 0, bits, baseBit, digits);
    }

    /** The same places for the elements from another one on. */
    public Piece fromElement(int first) {
        return new Piece(first, elements, firstBit, bits, baseBit, digits);
    }

    /** The same places for the bits of the codes from another one on. */
    public Piece fromBit(int first) {
        return new Piece(firstElement, elements, first, bits, baseBit, digits);
    }

    boolean holds(int element) {
        return element >= firstElement && element - firstElement < elements;
    }

    /** Address of the first bit of an element that this piece {@link #holds}. */
    long address(int element) {
        long at = baseBit;
        int rest = element - firstElement;
        for (int i = digits.size() - 1; i >= 0; i--) {
            StrideDigit digit = digits.get(i);
            at += (long) (rest % digit.extent()) * digit.strideBits();
            rest /= digit.extent();
        }
        return at;
    }

    /** The same places in each of so many periods of elements and bits; one piece where it holds a whole period. */
    Stream<Piece> repeated(int times, int period, int periodBits) {
        if (elements < period) {
            return IntStream.range(0, times).mapToObj(t -> fromElement(firstElement + t * period).movedBy(t * periodBits));
        }
        List<StrideDigit> all = new ArrayList<>(List.of(new StrideDigit(times, periodBits)));
        all.addAll(digits);
        return Stream.of(new Piece(firstElement, elements * times, firstBit, bits, baseBit, all));
    }

    /** The same piece with every address {@code bits} later. */
    Piece movedBy(int bits) {
        return new Piece(firstElement, elements, firstBit, this.bits, Math.addExact(baseBit, bits), digits);
    }
}
