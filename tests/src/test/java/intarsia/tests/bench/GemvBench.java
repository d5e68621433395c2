package intarsia.tests.bench;

import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import java.util.Map;
import java.util.Random;
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

/** A 64×64 f32 GEMV with four tensors on one thread, sizes and bounds checked at every launch; beside it plain Java. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GemvBench {
    private static final int N = 64;

    /** Numbers of a fixed seed; plain Java's answer is the kernel's. */
    @State(Scope.Thread)
    public static class Numbers {
        final float[] w = new float[N * N];
        final float[] x = new float[N];
        final float[] b = new float[N];
        final float[] y = new float[N];

        public Numbers() {
            Random random = new Random(1);
            for (float[] a : new float[][] {w, x, b}) {
                for (int i = 0; i < a.length; i++) {
                    a[i] = random.nextFloat() - 0.5f;
                }
            }
        }

        /** One row after the other, one sum: the order of a float sum keeps C2 from vectorising it. */
        void plain() {
            for (int i = 0; i < N; i++) {
                float sum = b[i];
                for (int j = 0; j < N; j++) {
                    sum += w[i * N + j] * x[j];
                }
                y[i] = sum;
            }
        }
    }

    /** The kernel with its tensors; its symbols n and k get their values once, and again at every launch. */
    @State(Scope.Thread)
    public static class Launch {
        private final Numbers numbers = new Numbers();
        private final Tensor y = Tensor.allocate(DType.F32, N);
        private final Run run = bind();
        private final int n = run.symbol("n");
        private final int k = run.symbol("k");

        private Run bind() {
            Engine engine = Engine.jvm(1);
            return Intarsia.compile(BenchKernels.gemv(engine), engine).bind(Map.of("w", Tensor.of(numbers.w, N, N),
                    "x", Tensor.of(numbers.x, N), "b", Tensor.of(numbers.b, N), "y", y));
        }

        void same() {
            run.run();
        }

        void setAndRun() {
            run.set(n, N).set(k, N).run();
        }

        @Setup(Level.Trial)
        public void warm() {
            same();
            numbers.plain();
            float[] found = y.toFloats();
            for (int i = 0; i < N; i++) {
                if (Math.abs(found[i] - numbers.y[i]) > 1e-5) {
                    throw new IllegalStateException("y[" + i + "] = " + found[i] + "; plain Java gives " + numbers.y[i]);
                }
            }
            Steady.reach(this::setAndRun);
            Steady.reach(this::same);
        }

        @TearDown(Level.Trial)
        public void close() {
            run.close();
        }
    }

    @Benchmark
    public void kernel(Launch l) {
        l.same();
    }

    @Benchmark
    public void kernelAndSizes(Launch l) {
        l.setAndRun();
    }

    @Benchmark
    public float[] plainJava(Numbers numbers) {
        numbers.plain();
        return numbers.y;
    }
}
