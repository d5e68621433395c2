package intarsia.dsl.library;

import intarsia.ir.Divisors;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Field;
import intarsia.ir.type.FieldPlaces;
import intarsia.ir.type.Format;
import intarsia.ir.type.Role;
import java.util.List;
import java.util.stream.IntStream;

/** How much of a matrix in a format a kernel reads at a time: rows of a box only together where they do not lie alike at whole bytes. */
record BlockTile(int rows, int columns) {
    private static final int MOST = BlockGrid.TILE;
    private static final int MOST_ELEMENTS = 256;
    /** Rows that do not lie alike: kernels for more would be too large. */
    private static final int MOST_ROWS = 8;

    static BlockTile of(Format format) {
        if (!(format instanceof BlockFormat f)) {
            return new BlockTile(1, MOST);
        }
        if (!reads(f)) {
            throw new IllegalArgumentException("no kernel reads " + f + " row by row: its boxes have " + rows(f) + " rows, which do not lie alike; wanted at most " + MOST_ROWS
                + " of these");
        }
        int most = Math.min(Math.min(MOST, MOST_ELEMENTS / rows(f)), f.columns());
        return new BlockTile(rows(f), IntStream.iterate(most, n -> n > 0, n -> n - 1).filter(n -> suits(f, n)).findFirst()
            .orElseGet(() -> IntStream.rangeClosed(most, f.columns()).filter(n -> suits(f, n)).findFirst().orElseThrow()));
    }

    /** Whether there is one. */
    static boolean reads(BlockFormat f) {
        return rows(f) <= MOST_ROWS;
    }

    /** The fewest rows of a box that a kernel may begin at: every field has bytes of its own for these, or the same for more. */
    static int rows(BlockFormat f) {
        return read(f).stream().mapToInt(x -> parts(FieldPlaces.of(f, x).rowPart(), f.rowStep(x))).reduce(1, Divisors::lcm);
    }

    /** What shares one value may be read in parts. */
    private static int parts(int part, int step) {
        return part == 1 ? 1 : part * step;
    }

    private static List<Field> read(BlockFormat f) {
        return f.fields().stream().filter(x -> x.role() != Role.SUM).toList();
    }

    /** Whether it divides rows of blocks, is a multiple or a divisor of what shares a number, whole groups of what is rotated, and where that is at work in a loop whole bytes. */
    private static boolean suits(BlockFormat f, int columns) {
        return f.columns() % columns == 0 && columns % turned(f) == 0 && f.fields().stream().mapToInt(f::columnStep).allMatch(n -> columns % n == 0 || n % columns == 0)
            && (!BlockGrid.loops(f.columns()) || read(f).stream().allMatch(x -> columns % parts(columnPart(f, x), f.columnStep(x)) == 0));
    }

    /** Of what a block has one of, every place is the start of a part. */
    private static int columnPart(BlockFormat f, Field field) {
        FieldPlaces places = FieldPlaces.of(f, field);
        return places.columns() == 1 ? 1 : places.columnPart();
    }

    /** Columns that are rotated together. */
    private static int turned(BlockFormat f) {
        return f.rotation().map(r -> r.hadamard().size()).orElse(1);
    }
}
