package intarsia.ir.eval;

import intarsia.ir.TileType;
import intarsia.ir.Value;
import java.util.List;

/** Which elements of a buffer a load or store touches. */
final class TouchedElements {
    private final GlobalView view;
    /** Elements of each dimension that share a value of the field. */
    private final int[] steps;
    private final int[] shape;
    private final int[] dims;
    private final long[] offsets;
    /** First index that a guard keeps off, a tile dimension; {@code Long.MAX_VALUE} where there is none. */
    private final long[] limits;

    TouchedElements(GlobalView view, String field, TileType tile, List<Integer> dims, List<Value> offsets, List<Integer> guard, List<Value> limits,
            Frame f) {
        this.view = view;
        this.shape = tile.dims();
        this.dims = dims.stream().mapToInt(Integer::intValue).toArray();
        this.offsets = offsets.stream().mapToLong(f::scalar).toArray();
        this.steps = java.util.stream.IntStream.range(0, this.offsets.length).map(d -> view.step(field, d)).toArray();
        this.limits = new long[shape.length];
        java.util.Arrays.fill(this.limits, Long.MAX_VALUE);
        for (int g = 0; g < guard.size(); g++) {
            this.limits[guard.get(g)] = Math.min(this.limits[guard.get(g)], f.scalar(limits.get(g)));
        }
    }

    /** The element of the buffer that element i of the tile is, or −1 where a guard keeps it off. */
    long element(int i) {
        long[] index = offsets.clone();
        int rest = i;
        for (int d = shape.length - 1; d >= 0; d--) {
            index[dims[d]] += rest % shape[d];
            rest /= shape[d];
            if (index[dims[d]] >= limits[d]) {
                return -1;
            }
        }
        return view.element(index, steps);
    }
}
