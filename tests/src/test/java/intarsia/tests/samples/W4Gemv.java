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

final class W4Gemv {
    private W4Gemv() {
    }

    // sample
    static final Kernel GEMV = TileKernel.define("gemv", k -> {
        Size n = k.size("n"), groups = k.size("groups");
        var w = k.in("w", "u4g32", n, groups.times(32)); // 32 codes of 4 bits share an f16 scale
        var x = k.in("x", DType.F32, groups.times(32));
        var y = k.out("y", DType.F32, n);
        Scalar row = k.grid(n.ceilDiv(16)).times(16);    // a block gives 16 results
        Tile sums = k.loop(groups, 1, k.zeros(DType.F32, 16, 32), (g, acc) -> {
            Tile codes = w.at("code", row, g.times(32)).load(16, 32).cast(DType.F32).minus(8);
            Tile scales = w.at("scale", row, g).load(16, 1).cast(DType.F32);
            return codes.times(x.at(g.times(32)).load(32)).fma(scales, acc);
        });
        y.at(row).store(sums.sum(1).reshape(16));
    });

    static float[] gemv(Engine engine, Tensor w, Tensor x) {
        Tensor y = Tensor.allocate(DType.F32, w.shape().getFirst());
        try (var run = Intarsia.compile(GEMV, engine).bind(Map.of("w", w, "x", x, "y", y))) {
            run.set("groups", w.shape().getLast() / 32).run();
        }
        return y.toFloats();
    }
    // end
}
