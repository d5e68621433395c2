package intarsia.tests.bench;

import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.dsl.library.Contraction;
import intarsia.ir.Kernel;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;

/** The kernels that are timed. */
final class BenchKernels {
    /** Results of a block: as many sums as fit in registers beside the operands, also with 16 of them. */
    private static final int ROWS = 8;

    private BenchKernels() {
    }

    /** {@code y = w x + b}: f32, w is [n, k]. */
    static Kernel gemv(Engine engine) {
        int lanes = engine.target().orElseThrow().lanes();
        return TileKernel.define("gemv", kernel -> {
            Size n = kernel.size("n"), k = kernel.size("k");
            var w = kernel.in("w", DType.F32, n, k);
            var x = kernel.in("x", DType.F32, k);
            var b = kernel.in("b", DType.F32, n);
            var y = kernel.out("y", DType.F32, n);
            new Contraction(Size.of(1), n, k, 1, ROWS, lanes, lanes).write(kernel,
                    (row, count, at, width) -> x.at(at).load(width).reshape(count, width),
                    (row, count, at, width) -> w.at(row, at).load(count, width),
                    (i, j, sums) -> y.at(j).store(sums.reshape(ROWS).plus(b.at(j).load(ROWS))));
        });
    }

    /** Writes 16 zeros: what is timed is the way to a kernel and back. */
    static Kernel nothing() {
        return TileKernel.define("nothing", kernel -> {
            var y = kernel.out("y", DType.F32, Size.of(16));
            kernel.grid(Size.of(1));
            y.at(kernel.index(0)).store(kernel.zeros(DType.F32, 16));
        });
    }
}
