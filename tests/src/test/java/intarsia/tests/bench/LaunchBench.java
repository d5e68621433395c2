package intarsia.tests.bench;

import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A launch of one block that does next to nothing, on one thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class LaunchBench {
    private final Run run = Intarsia.compile(BenchKernels.nothing(), Engine.jvm(1)).bind(Map.of("y", Tensor.allocate(DType.F32, 16)));

    @Setup(Level.Trial)
    public void warm() {
        Steady.reach(run::run);
    }

    @Benchmark
    public void oneBlock() {
        run.run();
    }

    @TearDown(Level.Trial)
    public void close() {
        run.close();
    }
}
