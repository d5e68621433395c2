package intarsia.ir.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far in bits a row of a box moves the places of its columns, where it moves all alike: a sum over digits of the row. Rows of most
 * packings of several rows do so, in steps (GPTQ), or permuted (Marlin); those whose bits fill bytes together do from byte to byte.
 *
 * @param digits most significant first; their extents multiply to the rows
 */
public record RowPlaces(List<StrideDigit> digits) {
    public RowPlaces {
        digits = List.copyOf(digits);
    }

    /** Rows that lie at one step. */
    public static RowPlaces of(int rows, int strideBits) {
        return new RowPlaces(List.of(new StrideDigit(rows, strideBits)));
    }

    /** Those of a table of the places of one bit, row after row, of so many columns; nothing where rows do not lie alike. */
    public static Optional<RowPlaces> of(int[] table, int columns) {
        int rows = table.length / columns;
        for (int e = columns; e < table.length; e++) {
            if (table[e] - table[e % columns] != table[e / columns * columns] - table[0]) return Optional.empty();
        }
        List<StrideDigit> digits = new ArrayList<>();
        for (int step = 1; step < rows; ) {
            StrideDigit digit = digit(table, columns, rows, step);
            if (digit.extent() == 1) return Optional.empty();
            digits.addFirst(digit);
            step *= digit.extent();
        }
        RowPlaces places = digits.isEmpty() ? of(1, 0) : new RowPlaces(digits);
        for (int row = 0; row < rows; row++) {
            if (table[row * columns] - table[0] != places.bit(row)) return Optional.empty();
        }
        return Optional.of(places);
    }

    /** The longest digit of steps of so many rows that lie at one distance. */
    private static StrideDigit digit(int[] table, int columns, int rows, int step) {
        int stride = table[step * columns] - table[0];
        int most = 2;
        while (most * step < rows && table[most * step * columns] - table[0] == most * stride) {
            most++;
        }
        while (rows / step % most != 0) {
            most--;
        }
        return new StrideDigit(most, stride);
    }

    /** The bits of a row. */
    public int bit(int row) {
        int bit = 0;
        int rest = row;
        for (int i = digits.size() - 1; i >= 0; i--) {
            bit += rest % digits.get(i).extent() * digits.get(i).strideBits();
            rest /= digits.get(i).extent();
        }
        return bit;
    }

    /** How many rows there are. */
    public int rows() {
        return digits.stream().mapToInt(StrideDigit::extent).reduce(1, Math::multiplyExact);
    }

    /** Whether every so many rows begin whole bytes after the first, and those between lie from there as they do from the first. */
    public boolean begin(int every) {
        for (int row = 0; row < rows(); row++) {
            int first = row / every * every;
            if (bit(first) % Byte.SIZE != 0 || bit(row) != bit(first) + bit(row - first)) return false;
        }
        return true;
    }
}
