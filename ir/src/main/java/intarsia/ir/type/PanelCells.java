package intarsia.ir.type;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of a field in a {@linkplain RowPanel panel}: every row has its own cells, quarters or halves of words or words, of which each vector has one a row. Whole numbers lie in a
 * cell one above the other; what is left on top of some cells holds further ones.
 *
 * @param rows    of the panel
 * @param lanes   words of a vector
 * @param cell    bits of a cell: a divisor of those of a word
 * @param number  bits of a number
 * @param spacing bits from a number to the next in a cell
 * @param each    numbers of a row
 */
record PanelCells(int rows, int lanes, int cell, int number, int spacing, int each) {
    private static final int WORD = 32;

    private int whole() {
        return cell / spacing;
    }

    /** Cells after which numbers lie again at the same bits. */
    private int period() {
        return spacing / gcd(spacing, cell);
    }

    /** Cells of whole periods. */
    private int full() {
        return each / (period() * cell / spacing) * period();
    }

    private int rest() {
        return each - full() * cell / spacing;
    }

    private int all() {
        return full() + Math.ceilDiv(rest(), whole());
    }

    /** Bits of all rows. */
    int bits() {
        return all() * rows * cell;
    }

    /** Parts of whole periods that the cells make, at most; 0 of a single cell, which all columns share. */
    int parts() {
        return all() == 1 ? 0 : rest() > 0 ? 1 : full() / period();
    }

    /** Where the numbers lie: from a bit on, their cells in as many sections, which begin so many bits after one another. */
    Packing packing(int first, int sections, int section, int bytes) {
        List<Piece> pieces = new ArrayList<>();
        Places at = new Places(first, all() / sections, section);
        for (int row = 0; row < rows; row++) {
            for (int from = 0; from < full(); from += period()) {
                period(pieces, at, row, row * each + from * cell / spacing, from);
            }
            if (rest() > 0) {
                whole(pieces, at, row, row * each + full() * cell / spacing, full(), rest());
            }
        }
        return new Packing(number, rows * each, bytes, pieces);
    }

    /** Where cells lie: so many in a section. */
    private record Places(int first, int cells, int section) {
    }

    /** Numbers that fill some cells: whole ones, then those on top. */
    private void period(List<Piece> pieces, Places at, int row, int element, int from) {
        int inCells = period() * whole();
        whole(pieces, at, row, element, from, inCells);
        int left = cell - whole() * spacing;
        for (int top = 0; top < period() * left / number; top++) {
            for (int bit = 0, part; bit < number; bit += part) {
                int there = top * number + bit;
                part = Math.min(number - bit, left - there % left);
                int base = place(at, row, from + there / left) + whole() * number + there % left;
                pieces.add(new Piece(element + inCells + top, 1, bit, part, base, List.of(new StrideDigit(1, 0))));
            }
        }
    }

    /** Whole numbers from a cell on. */
    private void whole(List<Piece> pieces, Places at, int row, int element, int from, int count) {
        int even = count / whole() * whole();
        if (even > 0) {
            List<StrideDigit> digits = List.of(new StrideDigit(even / whole(), rows * cell), new StrideDigit(whole(), spacing));
            pieces.add(new Piece(element, even, 0, number, place(at, row, from), digits));
        }
        if (even < count) {
            pieces.add(new Piece(element + even, count - even, 0, number, place(at, row, from + even / whole()), List.of(new StrideDigit(count - even, spacing))));
        }
    }

    /** The bit at which a cell of a row begins. */
    private int place(Places at, int row, int index) {
        int perVector = lanes * WORD / cell;
        int vector = index % at.cells * (rows / perVector) + row / perVector;
        return at.first + index / at.cells * at.section + vector * lanes * WORD + row % lanes * WORD + row % perVector / lanes * cell;
    }

    static int gcd(int a, int b) {
        int p = a;
        for (int q = b; q != 0; ) {
            int rest = p % q;
            p = q;
            q = rest;
        }
        return p;
    }
}
