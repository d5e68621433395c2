package intarsia.cli;

import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.type.DType;
import java.util.List;

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

    /** {@code y[r, :] = exp(x[r, :] - max) / sum}, for rows of at most 1024. */
    private static Kernel softmax() {
        int most = 1024;
        return TileKernel.define("softmax", k -> {
            Size rows = k.size("R"), n = k.size("N");
            var x = k.in("x", DType.F32, rows, n);
            var y = k.out("y", DType.F32, rows, n);
            var r = k.grid(rows);
            var row = x.at(r, k.index(0)).loadOr(Double.NEGATIVE_INFINITY, most);
            var e = row.minus(row.max(0)).exp();
            y.at(r, k.index(0)).store(e.div(e.sum(0)));
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
