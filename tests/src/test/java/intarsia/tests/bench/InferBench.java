package intarsia.tests.bench;

import intarsia.codegen.jvm.JvmBackend;
import intarsia.codegen.ptx.PtxBackend;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.device.Target;
import intarsia.ir.type.DType;
import intarsia.passes.Compiler;
import intarsia.passes.layout.LayoutChoice;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Choosing the layouts of a kernel of two hundred statements: loads, elementwise ops, transpositions, sums, repetitions, stores. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Thread)
public class InferBench {
    private static final int ROUNDS = 17;

    private final Target jvm = new JvmBackend().targets().getFirst();
    private final Target ptx = new PtxBackend().targets().getFirst();
    private final Kernel forJvm = split(jvm);
    private final Kernel forPtx = split(ptx);

    /** Statements of the kernel that inference sees. */
    static int statements(Kernel k) {
        int[] n = {0};
        Ops.walk(k.body(), _ -> { }, _ -> n[0]++);
        return n[0];
    }

    private static Kernel split(Target t) {
        Kernel[] found = new Kernel[1];
        Compiler.toLane(kernel(), t, Compiler.Options.DEFAULT.tracing((pass, k) -> found[0] = pass.equals("simplify-tails") ? k : found[0]));
        System.out.println("statements: " + statements(found[0]));
        return found[0];
    }

    private static Kernel kernel() {
        return TileKernel.define("long", k -> {
            Tile sum = k.zeros(DType.F32, 16, 16);
            for (int i = 0; i < ROUNDS; i++) {
                Tile x = k.in("x" + i, DType.F32, Size.of(16), Size.of(16)).at(k.index(0), k.index(0)).load(16, 16);
                Tile y = x.times(x).plus(sum).transpose(1, 0);
                Tile mean = y.sum(1).times(1.0 / 16).broadcast(16, 16);
                sum = y.minus(mean).max(y).plus(i).times(x);
            }
            k.out("y", DType.F32, Size.of(16), Size.of(16)).at(k.index(0), k.index(0)).store(sum);
        });
    }

    @Benchmark
    public LayoutChoice jvm() {
        return Compiler.layouts(forJvm, jvm);
    }

    @Benchmark
    public LayoutChoice ptx() {
        return Compiler.layouts(forPtx, ptx);
    }
}
