package intarsia.dsl;

import intarsia.ir.type.DType;
import intarsia.ir.type.Hadamard;
import java.util.Arrays;

/** Groups along the last dimension of a tile rotated: the same operations in the same order as {@link Hadamard#rotate}, bit for bit. */
final class Rotate {
    private Rotate() {
    }

    static Tile groups(TileKernel k, Tile t, Hadamard h) {
        int[] shape = t.type().dims();
        int last = shape.length == 0 ? 1 : shape[shape.length - 1];
        if (last % h.size() != 0) {
            throw new TileProgramException(Body.source(), "tile " + Arrays.toString(shape) + " to be rotated; wanted whole groups of " + h.size() + " along its last dimension");
        }
        int all = t.type().size();
        Tile x = t;
        for (int step = 1; step < h.size(); step *= 2) {
            x = butterfly(k, x.reshape(all / (2 * step), 2, step));
        }
        return x.times(h.scale()).reshape(shape);
    }

    /** Of pairs along dimension 1 the sum in the place of the first and the difference in that of the second. */
    private static Tile butterfly(TileKernel k, Tile pairs) {
        int[] shape = pairs.type().dims();
        Tile second = k.iota(1, 1, 2, 1);
        Tile sign = second.eq(k.full(DType.I32, 0, 1, 2, 1)).select(k.full(DType.F32, 1, 1, 2, 1), k.full(DType.F32, -1, 1, 2, 1));
        Tile sum = pairs.sum(1);
        Tile difference = pairs.times(sign).sum(1);
        return second.broadcast(shape).eq(k.full(DType.I32, 0, shape)).select(sum.broadcast(shape), difference.broadcast(shape));
    }
}
