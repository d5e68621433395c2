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

    /** Rows that are stored together: 1 but where blocks are boxes of several. */
    default int blockRows() {
        return this instanceof BlockFormat block ? block.rows() : 1;
    }

    /** Columns that are stored together. */
    default int blockColumns() {
        return blockElements() / blockRows();
    }

    /**
     * Bytes of a matrix, rows of which begin at whole bytes.
     *
     * @throws IllegalArgumentException if it is not whole blocks, or its size exceeds a long
     */
    default long bytes(long rows, long columns) {
        if (this instanceof BlockFormat block) {
            block.check(rows, columns);
        }
        try {
            return blockRows() == 1 ? Math.multiplyExact(rows, bytes(columns)) : bytes(Math.multiplyExact(rows, columns));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(rows + " rows of " + columns + " elements of " + this + " exceed 2^63 bytes", e);
        }
    }

    /**
     * Bytes of a row of {@code elements}, or of boxes of so many in all; the last byte of a plain row may be partly used.
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
     * The value of element {@code index} of the row that starts at byte {@code base}; of boxes, in the order of memory
     * ({@link BlockFormat#stored}).
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

    /**
     * Reads the text form of the format of a matrix, where a size may be left to that: {@code i8grow_sf32} of 65 columns is
     * {@code i8g65_sf32}, {@code u4gall} of 3 such rows {@code u4g3x65_sf16}.
     *
     * @throws IllegalArgumentException if the text names no format
     */
    static Format parse(String text, long rows, long columns) {
        return FormatText.parse(text, rows, columns);
    }

    /** Whether a text names a format whose size the extents of a tensor give. */
    static boolean isOpen(String text) {
        return GroupText.isOpen(text.toLowerCase(java.util.Locale.ROOT));
    }
}
