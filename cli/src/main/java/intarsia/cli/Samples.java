package intarsia.cli;

import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.type.DType;
import java.util.List;
import java.util.function.Function;

/** Kernels that can be looked at by name, without a file. */
final class Samples {
    private static final int TILE = 64;

    private Samples() { }

    static List<Kernel> all() {
        return List.of(add(), softmax(), gemv());
    }

    /** {@code z = x + y}. */
    private static Kernel add() {
        return TileKernel.define("add", k -> {
            Size n = k.size("N");
            var x = k.in("x", DType.F32, n);
            var y = k.in("y", DType.F32, n);
            var z = k.out("z", DType.F32, n);
            var i = k.grid(n.ceilDiv(TILE)).times(TILE);
            z.at(i).store(x.at(i).load(TILE).plus(y.at(i).load(TILE)));
        });
    }

    /** {@code y[r, :] = exp(x[r, :] - max) / sum}. */
    private static Kernel softmax() {
        return TileKernel.define("softmax", k -> {
            Size rows = k.size("R"), n = k.size("N"), tiles = n.ceilDiv(TILE);
            var x = k.in("x", DType.F32, rows, n);
            var y = k.out("y", DType.F32, rows, n);
            var r = k.grid(rows);
            Function<Scalar, Tile> part = i -> x.at(r, i.times(TILE)).loadOr(Double.NEGATIVE_INFINITY, TILE);
            var top = k.loop(tiles, 1, k.full(DType.F32, Double.NEGATIVE_INFINITY, TILE), (i, m) -> m.max(part.apply(i))).max(0);
            var sum = k.loop(tiles, 1, k.zeros(DType.F32, TILE), (i, s) -> s.plus(part.apply(i).minus(top).exp())).sum(0);
            k.loop(tiles, 1, i -> y.at(r, i.times(TILE)).store(part.apply(i).minus(top).exp().div(sum)));
        });
    }

    /** {@code y = W x}, W stored as Q8_0. */
    private static Kernel gemv() {
        return TileKernel.define("gemv", k -> {
            Size n = k.size("N"), m = k.size("K");
            var w = k.in("w", "Q8_0", n, m);
            var x = k.in("x", DType.F32, m);
            var y = k.out("y", DType.F32, n);
            var i = k.grid(n);
            var sums = k.loop(m.ceilDiv(TILE), 1, k.zeros(DType.F32, 1, TILE), (step, acc) -> {
                var at = step.times(TILE);
                return w.at(i, at).dequantize(1, TILE).fma(x.at(at).load(TILE).reshape(1, TILE), acc);
            });
            y.at(i).store(sums.sum(1).reshape(1));
        });
    }
}
