package intarsia.dsl.library;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;
import java.util.stream.IntStream;

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
        int most = Math.min(MOST, f.columns());
        return new BlockTile(rows, IntStream.iterate(most, n -> n > 0, n -> n - 1).filter(n -> suits(f, n)).findFirst()
            .orElseGet(() -> IntStream.rangeClosed(most, f.columns()).filter(n -> suits(f, n)).findFirst().orElseThrow()));
    }

    /** Whether there is one. */
    static boolean reads(BlockFormat f) {
        return f.rows() <= MOST_ROWS || rowsLieAlike(f);
    }

    /** Whether it divides rows of blocks, is a multiple or a divisor of what shares a number, and whole groups of what is rotated. */
    private static boolean suits(BlockFormat f, int columns) {
        return f.columns() % columns == 0 && columns % turned(f) == 0 && f.fields().stream().mapToInt(f::columnStep).allMatch(n -> columns % n == 0 || n % columns == 0);
    }

    /** Columns that are rotated together. */
    private static int turned(BlockFormat f) {
        return f.rotation().map(r -> r.hadamard().size()).orElse(1);
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
