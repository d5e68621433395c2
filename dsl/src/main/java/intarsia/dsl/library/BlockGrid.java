package intarsia.dsl.library;

import intarsia.dsl.Global;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The grid of kernels over matrices [{@value #ROWS}, {@value #COLUMNS}] of whole blocks, and where one of its blocks is at work: on some elements of a row. */
final class BlockGrid {
    static final String ROWS = "rows";
    static final String COLUMNS = "columns";
    /** Values in a tile at most, and elements of plain types at a time. */
    static final int TILE = 64;

    final TileKernel k;
    final int block;
    final Size rows, columns;
    final Scalar row, column;

    /**
     * @param together rows that are worked on at a time
     * @param rowStep  rows are a multiple of it, and columns of {@code columnStep}
     */
    private BlockGrid(TileKernel k, int block, int together, int rowStep, int columnStep) {
        this.k = k;
        this.block = block;
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

    /** Over matrices whose rows are a multiple of so many elements, which are taken at a time. */
    static Kernel kernel(String name, int block, Consumer<BlockGrid> write) {
        return kernel(name, block, 1, 1, block, write);
    }

    private static Kernel kernel(String name, int block, int together, int rowStep, int columnStep, Consumer<BlockGrid> write) {
        return TileKernel.define(name, k -> write.accept(new BlockGrid(k, block, together, rowStep, columnStep)));
    }

    Global in(String name, Format f) {
        return k.in(name, f, rows, columns);
    }

    Global in(String name, DType t, int step) {
        return k.in(name, t, rows, columns.ceilDiv(step));
    }

    Global out(String name, Format f, int step) {
        return k.out(name, f, rows, columns.ceilDiv(step));
    }

    /** Tiles over the values of one block of which {@code step} elements share each: offsets along a row, in such values, and how many. */
    void tiles(int step, BiConsumer<Scalar, Integer> each) {
        tiles(step, TILE, each);
    }

    /** The same in tiles of at most so many. */
    void tiles(int step, int most, BiConsumer<Scalar, Integer> each) {
        int values = block / step;
        for (int from = 0; from < values; from += most) {
            each.accept(column.div(step).plus(from), Math.min(most, values - from));
        }
    }
}
