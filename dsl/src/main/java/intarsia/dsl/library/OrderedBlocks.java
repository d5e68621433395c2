package intarsia.dsl.library;

import intarsia.dsl.Global;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Role;
import java.util.List;

/**
 * Kernels for matrices whose columns were quantised in an order given as data (act-order of GPTQ, where {@code g_idx} names the group of each column). The
 * order is no part of a format: either the values are read with it, or the columns are moved once, so that groups lie together, and the same move is made
 * with every activation.
 */
public final class OrderedBlocks {
    /** The parameter that names groups. */
    public static final String GROUPS = "g_idx";
    /** The parameter that names columns. */
    public static final String ORDER = "order";
    private static final int TILE = 16;

    private OrderedBlocks() {
    }

    /**
     * {@code y} = the values, f32, of {@code x}, [rows, columns], where column c has its code in place c and its scale, zero point and minimum in group
     * {@code g_idx[c]}, i32 from 0 to columns / group − 1.
     *
     * @throws IllegalArgumentException for formats with several levels or with products or vectors of codes, and where rows are no whole blocks
     */
    public static Kernel dequantize(BlockFormat f, int columns) {
        int groups = columns / group(f);
        if (columns < 1 || columns % f.columns() != 0) {
            throw new IllegalArgumentException("rows of " + columns + " elements of " + f + "; wanted a multiple of " + f.columns());
        }
        return TileKernel.define("dequantize", k -> {
            Size rows = BlockGrid.rows(k, f), all = Size.of(columns);
            Global x = k.in("x", f, rows, all);
            Global index = k.in(GROUPS, DType.I32, all);
            Global y = k.out("y", DType.F32, rows, all);
            BlockTile tile = BlockTile.of(f);
            Scalar row = k.grid(rows.ceilDiv(tile.rows())).times(tile.rows());
            Scalar at = k.grid(all.ceilDiv(tile.columns())).times(tile.columns());
            int[] shape = {tile.rows(), tile.columns()};
            Tile named = k.iota(0, shape).times(groups).plus(index.at(at).load(tile.columns()));
            y.at(row, at).store(new Values(k, f, x, row, groups, named).of(at, shape));
        });
    }

    /**
     * The columns of a group of a format whose groups may be in an order of their own.
     *
     * @throws IllegalArgumentException for formats with several levels or with products or vectors of codes
     */
    public static int group(BlockFormat f) {
        if (f.rotation().isPresent()) {
            throw new IllegalArgumentException("groups of " + f + " cannot be in an order of their own: its rows are rotated in the order of memory; wanted "
                + f.unrotated() + ", or columns that were moved before they were rotated");
        }
        List<Field> shared = f.fields().stream().filter(x -> x.role() != Role.CODE && x.role() != Role.SUM).toList();
        boolean plain = f.fields(Role.CODE).size() == 1 && f.code().book().isEmpty() && f.columnStep(f.code()) == 1;
        List<Integer> groups = shared.stream().map(f::columnStep).distinct().toList();
        if (!plain || groups.size() != 1) {
            throw new IllegalArgumentException("groups of " + f + " cannot be in an order of their own: wanted one number an element, and scales, zero points and minima of one size of"
                + " group; found " + f.fields().stream().map(x -> x.name() + " of " + f.columnStep(x)).toList());
        }
        return groups.getFirst();
    }

    /** The values of some columns of some rows, by the groups that they name: what the groups of these rows have is a table. */
    private record Values(TileKernel k, BlockFormat f, Global x, Scalar row, int groups, Tile index) {
        Tile of(Scalar at, int[] shape) {
            Tile value = number(f.code(), x.at(f.code().name(), row, at).load(shape));
            for (Field zero : f.fields(Role.ZERO)) value = value.minus(named(zero));
            for (Field scale : f.fields(Role.SCALE)) value = value.times(named(scale));
            for (Field min : f.fields(Role.MIN)) value = value.plus(named(min));
            return value;
        }

        private Tile named(Field field) {
            int rows = index.type().shape().getFirst();
            return number(field, x.at(field.name(), row, k.index(0)).load(rows, groups)).reshape(rows * groups).lookup(index);
        }

        private static Tile number(Field field, Tile stored) {
            Tile centred = field.centre() == 0 ? stored.cast(DType.F32) : stored.cast(DType.F32).minus(field.centre());
            return field.unit() == 1 ? centred : centred.times(field.unit());
        }
    }

    /**
     * {@code y[r, c] = x[r, order[c]]}, all [rows, columns] of a type of whole bytes; {@code order}, i32, names columns. With the order that sorts {@code g_idx}, codes
     * so moved are blocks whose groups lie together, and activations so moved are what these are multiplied with.
     *
     * @throws IllegalArgumentException for types of parts of bytes
     */
    public static Kernel gather(DType t) {
        if (t.bits() % Byte.SIZE != 0) throw new IllegalArgumentException("columns of " + t + "; wanted a type of whole bytes");
        return TileKernel.define("gather", k -> {
            Size rows = k.size(BlockGrid.ROWS), columns = k.size(BlockGrid.COLUMNS);
            Global x = k.in("x", t, rows, columns);
            Global order = k.in(ORDER, DType.I32, columns);
            Global y = k.out("y", t, rows, columns);
            Scalar row = k.grid(rows);
            Scalar at = k.grid(columns.ceilDiv(TILE)).times(TILE);
            for (int i = 0; i < TILE; i++) {
                Scalar from = order.at(at.plus(i)).load(1).item().toIndex();
                y.at(row, at.plus(i)).store(x.at(row, from).load(1));
            }
        });
    }
}
