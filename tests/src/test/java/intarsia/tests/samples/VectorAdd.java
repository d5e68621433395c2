package intarsia.tests.samples;

import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.util.Map;

final class VectorAdd {
    private VectorAdd() {
    }

    // sample
    static final Kernel ADD = TileKernel.define("add", k -> {
        Size n = k.size("n");
        var a = k.in("a", DType.F32, n);
        var b = k.in("b", DType.F32, n);
        var c = k.out("c", DType.F32, n);
        Scalar i = k.grid(n.ceilDiv(256)).times(256);   // a block adds 256 numbers
        c.at(i).store(a.at(i).load(256).plus(b.at(i).load(256)));
    });

    static float[] add(Engine engine, float[] a, float[] b) {
        int n = a.length;
        Tensor c = Tensor.allocate(DType.F32, n);
        var tensors = Map.of("a", Tensor.of(a, n), "b", Tensor.of(b, n), "c", c);
        try (var run = Intarsia.compile(ADD, engine).bind(tensors)) {
            run.run();
        }
        return c.toFloats();
    }
    // end
}
