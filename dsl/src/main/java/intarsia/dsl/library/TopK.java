package intarsia.dsl.library;

import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.SortOp;
import intarsia.ir.type.DType;

/** The largest numbers of rows, and where they stand. */
public final class TopK {
    private TopK() {
    }

    /**
     * {@code values} and {@code places} [{@code rows}, k]: the k largest of each row of {@code x} [{@code rows}, columns], the largest first, equal ones in the order
     * of their places. A block takes a row, which lies in a tile: NaNs come last, as {@code sort.descending} has them. For the JVM rows of more than some 32 numbers
     * are refused, where the network of the sort would be longer than a method may be.
     *
     * @throws IllegalArgumentException unless 1 &lt;= k &lt;= columns
     */
    public static Kernel kernel(int k, int columns) {
        if (k < 1 || k > columns) {
            throw new IllegalArgumentException("the " + k + " largest of " + columns + " numbers; wanted 1 to " + columns);
        }
        return TileKernel.define("top_k", t -> {
            Size rows = t.size("rows");
            var x = t.in("x", DType.F32, rows, Size.of(columns));
            var values = t.out("values", DType.F32, rows, Size.of(k));
            var places = t.out("places", DType.I32, rows, Size.of(k));
            Scalar row = t.grid(rows);
            Tile numbers = x.at(row, t.index(0)).load(columns);
            Tile order = numbers.sort(SortOp.INDICES_DESCENDING, 0);
            places.at(row, t.index(0)).store(order);
            values.at(row, t.index(0)).store(numbers.lookup(order));
        });
    }
}
