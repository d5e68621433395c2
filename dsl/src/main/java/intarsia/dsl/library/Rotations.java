package intarsia.dsl.library;

import intarsia.dsl.Global;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.type.DType;
import intarsia.ir.type.Hadamard;

/** Kernels that rotate groups of numbers: matrices before they are quantised, and activations before they are multiplied with these. */
public final class Rotations {
    private Rotations() {
    }

    /** {@code y} = the groups of the rows of {@code x} rotated, both f32 [rows, columns]; bit for bit as {@link Hadamard#rotate}. */
    public static Kernel rotate(Hadamard h) {
        return BlockGrid.kernel("rotate", h.size(), at -> {
            Global x = at.in("x", DType.F32);
            Global y = at.out("y", DType.F32, 1);
            y.at(at.row, at.column).store(rotated(at.k, x.at(at.row, at.column).load(h.size()), h));
        });
    }

    /** A tile of one group. */
    private static Tile rotated(TileKernel k, Tile group, Hadamard h) {
        Tile t = group;
        for (int step = 1; step < h.size(); step *= 2) {
            t = butterfly(k, t.reshape(h.size() / (2 * step), 2, step)).reshape(h.size());
        }
        return t.times(h.scale());
    }

    /** Of pairs along dimension 1 the sum in the place of the first and the difference in that of the second. */
    private static Tile butterfly(TileKernel k, Tile pairs) {
        int[] shape = pairs.type().dims();
        Tile second = k.iota(1, 1, 2, 1);
        Tile sign = second.cast(DType.F32).times(-2).plus(1);
        Tile sum = pairs.sum(1);
        Tile difference = pairs.times(sign).sum(1);
        return second.broadcast(shape).eq(k.full(DType.I32, 0, shape)).select(sum.broadcast(shape), difference.broadcast(shape));
    }
}
