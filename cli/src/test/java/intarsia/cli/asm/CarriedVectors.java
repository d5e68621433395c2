package intarsia.cli.asm;

import static intarsia.dsl.TensorGraph.dim;

import com.sun.management.ThreadMXBean;
import intarsia.decoder.model.Activations;
import intarsia.dsl.Size;
import intarsia.dsl.TensorGraph;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.ReduceOp;
import intarsia.ir.plan.Plan;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.passes.Compiler;
import intarsia.passes.Planner;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Program;
import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM that prints what launches of compiled kernels allocate, whose loops carry vectors: long rows by panels, and loops that hand their sum on to each other. */
final class CarriedVectors {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int COLUMNS = 14336, PANEL = 64, ROWS = 4 * PANEL, LAUNCHES = 50, WORDS = 1 << 14;
    private static final long SECONDS = 60;

    private CarriedVectors() { }

    /** The lanes of the vectors that this JVM has. */
    public static void main(String[] args) throws InterruptedException {
        int lanes = Engine.jvm(1).target().orElseThrow().lanes();
        Format weights = Format.parse("q8_0/rows" + PANEL + "x" + lanes);
        Plan plan = Planner.plan(product(weights), Engine.jvm(1).target().orElseThrow(), p -> p.initial().get("few").isPresent() ? p.initial().with("few", 8) : p.initial());
        System.out.println("product " + allocated(Intarsia.compile(plan, Engine.jvm(1), Compiler.Options.DEFAULT),
            Map.of("x", Tensor.allocate(DType.F32, 1, COLUMNS), "w", Tensor.allocate(weights, ROWS, COLUMNS), "y", Tensor.allocate(DType.F32, 1, ROWS))));
        System.out.println("rounds " + allocated(Intarsia.compile(rounds(lanes), Engine.jvm(1)), Map.of("x", Tensor.allocate(DType.I32, WORDS), "y", Tensor.allocate(DType.I32, 1))));
    }

    private static long allocated(Program p, Map<String, Tensor> tensors) throws InterruptedException {
        Intarsia.warm(p).orElseThrow().await(SECONDS, TimeUnit.SECONDS);
        try (Run run = p.bind(tensors)) {
            for (int i = 0; i < LAUNCHES; i++) run.run();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < LAUNCHES; i++) run.run();
            return (THREADS.getCurrentThreadAllocatedBytes() - before) / LAUNCHES;
        }
    }

    private static Kernel product(Format weights) {
        return TensorGraph.define("product", g -> g.out("y", g.in("x", DType.F32, dim("t", 1), dim("k", COLUMNS)).convert(Activations.I8.in(COLUMNS))
            .contract(g.in("w", weights, dim("n", ROWS), dim("k", COLUMNS)), "t", "n")));
    }

    private static Kernel rounds(int lanes) {
        return TileKernel.define("rounds", k -> {
            Size n = k.size("n");
            var x = k.in("x", DType.I32, n);
            var y = k.out("y", DType.I32, Size.of(1));
            k.grid(Size.of(1));
            Tile all = k.loop(k.index(0), k.index(2), 1, k.zeros(DType.I32, lanes), (_, sum) -> k.loop(k.index(0), k.size(n), lanes, sum, (at, part) -> part.xor(x.at(at).load(lanes))));
            y.at(k.index(0)).store(all.reduce(ReduceOp.XOR, 0));
        });
    }
}
