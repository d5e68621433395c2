package intarsia.tests.samples;

import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.util.Map;

final class SoftmaxRows {
    private SoftmaxRows() {
    }

    // sample
    static final Kernel SOFTMAX = TileKernel.define("softmax", k -> {
        Size rows = k.size("rows"), n = k.size("n");
        var x = k.in("x", DType.F32, rows, n);
        var y = k.out("y", DType.F32, rows, n);
        Scalar row = k.grid(rows);
        double low = Double.NEGATIVE_INFINITY;           // stands for elements beyond a row
        Tile max = k.loop(n, 64, k.full(DType.F32, low, 1),
                (i, m) -> m.max(x.at(row, i).loadOr(low, 64).max(0).reshape(1)));
        Tile sum = k.loop(n, 64, k.zeros(DType.F32, 1),
                (i, s) -> s.plus(x.at(row, i).loadOr(low, 64).minus(max).exp().sum(0).reshape(1)));
        k.loop(n, 64, i -> y.at(row, i).store(x.at(row, i).load(64).minus(max).exp().div(sum)));
    });

    static float[] softmax(Engine engine, float[] x, int rows, int n) {
        Tensor y = Tensor.allocate(DType.F32, rows, n);
        try (var run = Intarsia.compile(SOFTMAX, engine).bind(Map.of("x", Tensor.of(x, rows, n), "y", y))) {
            run.run();
        }
        return y.toFloats();
    }
    // end
}
