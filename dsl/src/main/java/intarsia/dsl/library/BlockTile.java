package intarsia.dsl.library;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;

/** How much of a matrix in a format a kernel reads at a time: rows of a box only together where they do not lie alike at whole bytes. */
record BlockTile(int rows, int columns) {
    private static final int MOST = BlockGrid.TILE;
    /** Rows that do not lie alike: kernels for more would be too large. */
    private static final int MOST_ROWS = 8;

    static BlockTile of(Format format) {
        if (!(format instanceof BlockFormat f)) {
            return new BlockTile(1, MOST);
        }
        if (!reads(f)) {
            throw new IllegalArgumentException("no kernel reads " + f + " row by row: its boxes have " + f.rows() + " rows, which do not lie alike; wanted at most " + MOST_ROWS
                + " of these");
        }
        int rows = rowsLieAlike(f) ? 1 : f.rows();
        int columns = Math.min(MOST, f.columns());
        while (!suits(f, columns)) columns--;
        return new BlockTile(rows, columns);
    }

    /** Whether there is one. */
    static boolean reads(BlockFormat f) {
        return f.rows() <= MOST_ROWS || rowsLieAlike(f);
    }

    /** Whether it divides rows of blocks and is a multiple or a divisor of what shares a number. */
    private static boolean suits(BlockFormat f, int columns) {
        return f.columns() % columns == 0 && f.fields().stream().mapToInt(f::columnStep).allMatch(n -> columns % n == 0 || n % columns == 0);
    }

    private static boolean rowsLieAlike(BlockFormat f) {
        return f.fields().stream().allMatch(field -> rowsLieAlike(f, field));
    }

    private static boolean rowsLieAlike(BlockFormat f, Field field) {
        if (f.rows() == 1) {
            return true;
        }
        int step = bit(field, f.columns()) - bit(field, 0);
        for (int e = f.columns(); e < f.elements(); e++) {
            if (bit(field, e) - bit(field, e % f.columns()) != e / f.columns() * step) return false;
        }
        return step % Byte.SIZE == 0;
    }

    /** Where the number of an element begins. */
    private static int bit(Field field, int element) {
        return field.packing().bitTable()[field.index().value(element) * field.type().bits()];
    }
}
