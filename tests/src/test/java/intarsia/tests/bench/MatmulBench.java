package intarsia.tests.bench;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Format;
import intarsia.runtime.Engine;
import intarsia.runtime.Tensor;
import intarsia.runtime.op.Matmul;
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
import org.openjdk.jmh.annotations.Warmup;

/** A vector by a Q4_0 matrix of 4096×4096, heap arrays in and out, through {@link Matmul}; beside it plain Java by the same weights as floats. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MatmulBench {
    private static final int N = 4096;

    /** The matrix and a vector, of a fixed seed. */
    private static float[] numbers(int n) {
        Random random = new Random(1);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextFloat() - 0.5f;
        }
        return x;
    }

    private static Tensor weights() {
        Tensor w = Tensor.allocate(Format.parse("Q4_0"), N, N);
        byte[] blocks = new byte[(int) w.bytes()];
        new Random(2).nextBytes(blocks);
        for (int b = 0; b < blocks.length; b += ((BlockFormat) w.format()).bytes()) {
            blocks[b + 1] = 0x20; // scales near 2^-7
        }
        w.segment().copyFrom(java.lang.foreign.MemorySegment.ofArray(blocks));
        return w;
    }

    /** The product on all threads, or on one. */
    @State(Scope.Benchmark)
    public static class Product {
        private final float[] x = numbers(N);
        private final Tensor w = weights();
        private final Matmul all = Matmul.of(w);
        private final Matmul one = all.on(Engine.jvm(1));
        private final Matmul integers = all.quantised(Format.parse("i8g32_sf32"));

        @Setup(Level.Trial)
        public void warm() {
            Steady.reach(() -> all.apply(x));
            Steady.reach(() -> one.apply(x));
            Steady.reach(() -> integers.apply(x));
        }
    }

    /** The weights as floats. */
    @State(Scope.Benchmark)
    public static class Plain {
        private final float[] x = numbers(N);
        private final float[] w = weights().toFloats();

        float[] multiply() {
            float[] y = new float[w.length / x.length];
            for (int i = 0; i < y.length; i++) {
                for (int j = 0; j < x.length; j++) {
                    y[i] += w[i * x.length + j] * x[j];
                }
            }
            return y;
        }
    }

    @Benchmark
    public float[] matmul(Product p) {
        return p.all.apply(p.x);
    }

    @Benchmark
    public float[] matmulOneThread(Product p) {
        return p.one.apply(p.x);
    }

    @Benchmark
    public float[] matmulOfIntegers(Product p) {
        return p.integers.apply(p.x);
    }

    @Benchmark
    public float[] plainJava(Plain p) {
        return p.multiply();
    }
}
