package intarsia.dsl.library;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;

/** How much of a matrix in a format a kernel reads at a time: rows of a box only together where they do not lie alike at whole bytes. */
record BlockTile(int rows, int columns) {
    private static final int MOST = BlockGrid.TILE;
    /** Of a tile of several rows. */
    private static final int MOST_ELEMENTS = 512;

    static BlockTile of(Format format) {
        if (!(format instanceof BlockFormat f)) {
            return new BlockTile(1, MOST);
        }
        int rows = rowsLieAlike(f) ? 1 : f.rows();
        int columns = Math.min(rows == 1 ? MOST : Math.max(1, MOST_ELEMENTS / rows), f.columns());
        while (!suits(f, columns)) columns--;
        return new BlockTile(rows, columns);
    }

    /** Whether it divides rows of blocks and is a multiple or a divisor of what shares a number. */
    private static boolean suits(BlockFormat f, int columns) {
        return f.columns() % columns == 0 && f.fields().stream().mapToInt(f::columnStep).allMatch(n -> columns % n == 0 || n % columns == 0);
    }

    private static boolean rowsLieAlike(BlockFormat f) {
        return f.fields().stream().allMatch(field -> rowsLieAlike(f, field));
    }

    private static boolean rowsLieAlike(BlockFormat f, Field field) {
        for (int e = f.columns(); e < f.elements(); e++) {
            int row = e / f.columns() * f.columns(), shift = bit(field, row) - bit(field, 0);
            if (shift % Byte.SIZE != 0 || bit(field, e) - bit(field, e - row) != shift) return false;
        }
        return true;
    }

    /** Where the number of an element begins. */
    private static int bit(Field field, int element) {
        return field.packing().bitTable()[field.index().value(element) * field.type().bits()];
    }
}
