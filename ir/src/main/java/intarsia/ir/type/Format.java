package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * How a row of numbers is stored: a plain {@link DType}, its codes in one dense bit string, or a {@link BlockFormat}.
 * The text form is the identity.
 */
public sealed interface Format permits DType, BlockFormat {
    /** How many elements are stored together: rows hold whole blocks. 1 for plain types. */
    default int blockElements() {
        return switch (this) {
            case DType _ -> 1;
            case BlockFormat block -> block.elements();
        };
    }

    /**
     * Bytes of a row of {@code elements}; the last byte of a plain row may be partly used.
     *
     * @throws IllegalArgumentException if the row is not whole blocks, is negative, or its size exceeds a long
     */
    default long bytes(long elements) {
        if (elements < 0 || elements % blockElements() != 0) {
            throw new IllegalArgumentException("a row of " + this + " holds a multiple of " + blockElements()
                + " elements, found " + elements);
        }
        try {
            return switch (this) {
                case DType type -> Math.ceilDiv(Math.multiplyExact(elements, (long) type.bits()), 8L);
                case BlockFormat block -> Math.multiplyExact(elements / block.elements(), (long) block.bytes());
            };
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a row of " + elements + " elements of " + this + " exceeds 2^63 bytes", e);
        }
    }

    /**
     * The value of element {@code index} of the row that starts at byte {@code base}.
     *
     * @throws IndexOutOfBoundsException if the element lies outside {@code bytes}
     */
    default double dequantize(MemorySegment bytes, long base, long index) {
        return switch (this) {
            case DType type -> type.decode(
                BitString.read(bytes, base, Objects.checkIndex(index, Long.MAX_VALUE / type.bits()) * type.bits(), type.bits()));
            case BlockFormat block -> block.value(bytes, base, index);
        };
    }

    /**
     * Reads a format's text form, without regard to case: a GGUF name ({@code Q8_0}), a group format ({@code u4g32},
     * {@code i8g32_sf32}; see {@link BlockFormat}) or a type ({@code f16}).
     *
     * @throws IllegalArgumentException if the text names no format
     */
    static Format parse(String text) {
        return FormatText.parse(text);
    }
}
