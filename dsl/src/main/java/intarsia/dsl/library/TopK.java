package intarsia.dsl.library;

import intarsia.dsl.Global;
import intarsia.dsl.Mask;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.ReduceOp;
import intarsia.ir.ScalarType;
import intarsia.ir.SortOp;
import intarsia.ir.type.DType;
import java.util.List;

/** The largest numbers of rows, and where they stand. */
public final class TopK {
    /** Rows of so many numbers are sorted in a tile; the code of longer sorting networks would be too long. */
    private static final int SORTED = 32;

    private TopK() {
    }

    /**
     * {@code values} and {@code places} [{@code rows}, k]: the k largest of each row of {@code x} [{@code rows}, columns], the largest first, equal ones in the order
     * of their places, NaNs last. A block takes a row: up to 32 numbers are sorted in a tile, more are searched k times.
     *
     * @param step numbers of a row that a search takes at a time, such as the lanes of the target
     * @throws IllegalArgumentException unless 1 &lt;= k &lt;= columns
     */
    public static Kernel kernel(int k, int columns, int step) {
        if (k < 1 || k > columns) {
            throw new IllegalArgumentException("the " + k + " largest of " + columns + " numbers; wanted 1 to " + columns);
        }
        return TileKernel.define("top_k", t -> {
            Size rows = t.size("rows");
            Global x = t.in("x", DType.F32, rows, Size.of(columns));
            Row row = new Row(t, x, t.out("values", DType.F32, rows, Size.of(k)), t.out("places", DType.I32, rows, Size.of(k)), t.grid(rows), step);
            if (columns <= SORTED) {
                row.sorted(columns);
            } else {
                row.searched(k, columns);
            }
        });
    }

    private record Row(TileKernel t, Global x, Global values, Global places, Scalar row, int step) {
        void sorted(int columns) {
            Tile numbers = x.at(row, t.index(0)).load(columns);
            Tile order = numbers.sort(SortOp.INDICES_DESCENDING, 0);
            places.at(row, t.index(0)).store(order);
            values.at(row, t.index(0)).store(numbers.lookup(order));
        }

        /** Each search finds the largest that comes after the last found, by keys and, among equal ones, by places. */
        void searched(int k, int columns) {
            Tile first = t.full(DType.I32, Integer.MAX_VALUE, 1);
            Tile before = t.full(DType.I32, -1, 1);
            t.loop(t.index(0), t.index(k), 1, List.of(first, before), (i, last) -> {
                List<Tile> found = search(columns, last.get(0), last.get(1));
                places.at(row, i).store(found.get(1));
                values.at(row, i).store(x.at(row, found.get(1).item().toIndex()).load(1));
                return found;
            });
        }

        /** The best key of each lane and its place; then of all lanes. A lane that found none has a place beyond all. */
        private List<Tile> search(int columns, Tile lastKey, Tile lastPlace) {
            Tile none = t.full(DType.I32, columns, step);
            List<Tile> best = t.loop(t.index(0), t.index(columns), step, List.of(lowest(), none), (at, lane) -> {
                Tile key = keys(x.at(row, at).load(step));
                Tile place = t.iota(0, step).plus(at.cast(ScalarType.I32).fill(step));
                Mask after = key.lt(lastKey.broadcast(step)).or(key.eq(lastKey.broadcast(step)).and(lastPlace.broadcast(step).lt(place)));
                Mask better = lane.get(0).lt(key).or(lane.get(1).eq(none));
                Mask takes = after.and(better).and(place.lt(none));
                return List.of(takes.select(key, lane.get(0)), takes.select(place, lane.get(1)));
            });
            Tile top = best.get(1).lt(none).select(best.get(0), lowest()).reduce(ReduceOp.MAX, 0);
            Tile place = best.get(0).eq(top.broadcast(step)).select(best.get(1), none).reduce(ReduceOp.MIN, 0);
            return List.of(top, place);
        }

        /** Integers in the order of the numbers: -0 before 0, NaNs before all. */
        private Tile keys(Tile numbers) {
            Tile bits = numbers.bits(DType.I32);
            Tile ordered = bits.xor(bits.shr(31).and(t.full(DType.I32, Integer.MAX_VALUE, step)));
            return numbers.eq(numbers).select(ordered, lowest());
        }

        private Tile lowest() {
            return t.full(DType.I32, Integer.MIN_VALUE, step);
        }
    }
}
