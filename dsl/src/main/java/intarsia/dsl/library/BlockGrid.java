package intarsia.dsl.library;

import intarsia.dsl.Global;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Divisors;
import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The grid of kernels over matrices [{@value #ROWS}, {@value #COLUMNS}] of whole blocks, and where one of its blocks is at work: on some elements of some rows. */
final class BlockGrid {
    static final String ROWS = "rows";
    static final String COLUMNS = "columns";
    /** Values in a tile at most, and elements of plain types at a time. */
    static final int TILE = 64;
    /** Values of a row whose tiles stand one after another in a program; more are a loop. */
    private static final int UNROLLED = 1024;

    final TileKernel k;
    final int block;
    final Size rows, columns;
    final Scalar row, column;
    private final int together;

    /**
     * @param together rows that are worked on at a time
     * @param rowStep  rows are a multiple of it, and columns of {@code columnStep}
     */
    private BlockGrid(TileKernel k, int block, int together, int rowStep, int columnStep) {
        this.k = k;
        this.block = block;
        this.together = together;
        rows = k.size(multiple(ROWS, rowStep));
        columns = k.size(multiple(COLUMNS, columnStep));
        Scalar first = k.grid(rows.ceilDiv(together));
        row = together == 1 ? first : first.times(together);
        column = k.grid(columns.ceilDiv(block)).times(block);
    }

    private static Symbol multiple(String name, int of) {
        return new Symbol(name, Symbol.Kind.RUNTIME, 0, Integer.MAX_VALUE / of * (long) of, of);
    }

    /** The rows of matrices of a format. */
    static Size rows(TileKernel k, BlockFormat f) {
        return k.size(multiple(ROWS, f.rows()));
    }

    /** Over matrices of a format, some rows of a block at a time; over plain types of whole bytes {@value #TILE} elements. */
    static Kernel kernel(String name, Format f, int together, Consumer<BlockGrid> write) {
        return switch (f) {
            case BlockFormat b -> kernel(name, b.columns(), together, b.rows(), b.columns(), write);
            case DType t when t.bits() % Byte.SIZE == 0 -> kernel(name, TILE, together, 1, 1, write);
            case DType t -> throw new IllegalArgumentException("rows of " + t + "; wanted a type of whole bytes");
        };
    }

    /** Over matrices of whole boxes of so many rows and columns, which are taken at a time. */
    static Kernel kernel(String name, int rows, int columns, Consumer<BlockGrid> write) {
        return kernel(name, columns, rows, rows, columns, write);
    }

    private static Kernel kernel(String name, int block, int together, int rowStep, int columnStep, Consumer<BlockGrid> write) {
        return TileKernel.define(name, k -> write.accept(new BlockGrid(k, block, together, rowStep, columnStep)));
    }

    Global in(String name, Format f) {
        return k.in(name, f, rows, columns);
    }

    Global in(String name, DType t, Shared by) {
        return k.in(name, t, by.rows == 1 ? rows : rows.ceilDiv(by.rows), columns.ceilDiv(by.columns));
    }

    Global out(String name, Format f) {
        return k.out(name, f, rows, columns);
    }

    Global out(String name, Format f, Shared by) {
        return k.out(name, f, by.rows == 1 ? rows : rows.ceilDiv(by.rows), columns.ceilDiv(by.columns));
    }

    /** Values of which so many rows and columns share each, and how many of them may begin a tile. */
    record Shared(int rows, int columns, int rowPart, int columnPart) {
        /** The same values, of which only what suits another place too may begin a tile. */
        Shared with(Shared b) {
            return new Shared(rows, columns, Divisors.lcm(rowPart, b.rowPart), Divisors.lcm(columnPart, b.columnPart));
        }
    }

    /** A tile over values: where it begins, and its shape, of one dimension where rows are worked on one at a time. */
    interface Each {
        void at(Scalar row, Scalar column, int... shape);
    }

    /** Tiles over the values of the block. */
    void tiles(Shared by, Each each) {
        int high = together / by.rows;
        int wide = block / by.columns;
        if (together == 1) {
            along(loops(wide), wide, by.columnPart, TILE, column.div(by.columns), (c, n) -> each.at(row, c, n));
            return;
        }
        int rowsAtATime = fitting(high, by.rowPart, Math.max(by.rowPart, TILE / Math.min(TILE, wide)));
        int columnsAtATime = Math.max(by.columnPart, TILE / rowsAtATime);
        boolean loops = high / rowsAtATime * wide > columnsAtATime;
        along(loops, high, rowsAtATime, rowsAtATime, row.div(by.rows), (r, m) ->
            along(loops, wide, by.columnPart, columnsAtATime, column.div(by.columns), (c, n) -> each.at(r, c, m, n)));
    }

    /** Tiles of elements along the row, of at most so many; these begin at whole parts. */
    void tiles(int most, BiConsumer<Scalar, Integer> each) {
        along(loops(block), block, most, most, column, each);
    }

    /** Whether tiles of so many values are a loop. */
    static boolean loops(int values) {
        return values > UNROLLED;
    }

    private void along(boolean loops, int values, int part, int most, Scalar first, BiConsumer<Scalar, Integer> each) {
        int step = fitting(values, part, most);
        if (loops && step > 0 && step < values) {
            k.loop(Size.of(values / step), 1, i -> each.accept(first.plus(i.times(step)), step));
            return;
        }
        for (int from = 0; from < values; from += most) {
            each.accept(first.plus(from), Math.min(most, values - from));
        }
    }

    /** The largest divisor up to a limit that is whole parts; 0 where there is none. */
    private static int fitting(int values, int part, int most) {
        return IntStream.rangeClosed(1, Math.min(most, values)).filter(n -> values % n == 0 && n % part == 0).max().orElse(0);
    }
}
