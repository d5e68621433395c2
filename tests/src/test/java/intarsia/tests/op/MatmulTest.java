package intarsia.tests.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.QuantizeRule;
import intarsia.runtime.Engine;
import intarsia.runtime.Tensor;
import intarsia.runtime.op.Activation;
import intarsia.runtime.op.Floats;
import intarsia.runtime.op.Matmul;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatmulTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261122L);
    private static final double EPS = 1e-5;

    private final Random random = new Random(SEED);

    private float[] numbers(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private Tensor weights(Format f, long... shape) {
        float[] values = numbers((int) Arrays.stream(shape).reduce(1, (a, b) -> a * b));
        if (!(f instanceof BlockFormat b)) {
            return Tensor.of(values, shape);
        }
        int k = (int) shape[shape.length - 1];
        Tensor t = Tensor.allocate(f, shape);
        t.segment().copyFrom(MemorySegment.ofArray(QuantizeRule.EXACT.quantize(b, values, values.length / k, k)));
        return t;
    }

    /** What the definition gives, in double; w is [g, n, k], row i of x meets the matrix {@code of[i]}. */
    private static double[] product(float[] x, float[] w, int n, int k, int... of) {
        double[] y = new double[of.length * n];
        for (int i = 0; i < of.length; i++) {
            for (int j = 0; j < n; j++) {
                for (int l = 0; l < k; l++) {
                    y[i * n + j] += (double) x[i * k + l] * w[(of[i] * n + j) * k + l];
                }
            }
        }
        return y;
    }

    private static void assertClose(double[] wanted, float... found) {
        assertEquals(wanted.length, found.length);
        for (int i = 0; i < wanted.length; i++) {
            assertEquals(wanted[i], found[i], EPS * (10 + Math.abs(wanted[i])), "number " + i + ", -Dintarsia.seed=" + SEED);
        }
    }

    @ParameterizedTest
    @CsvSource({"f32,5,37", "Q4_0,7,64", "Q5_1,3,64", "u3g32,1,32", "nf4g32_sf32,4,96"})
    void oneObjectMultipliesAnyNumberOfRows(String format, int n, int k) {
        Tensor w = weights(Format.parse(format), n, k);
        Matmul matmul = Matmul.of(w);
        for (int m : new int[] {1, 0, 3, 2, 17, 1, 5}) {
            float[] x = numbers(m * k);
            assertClose(product(x, w.toFloats(), n, k, new int[m]), matmul.apply(x));
        }
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void biasThenActivationThenResidual(Activation f) {
        Tensor w = weights(DType.F32, 6, 10);
        float[] x = numbers(20), bias = numbers(6), residual = numbers(12), y = new float[12];
        Matmul.of(w).bias(bias).activation(f).apply(Floats.of(x, 2, 10), Floats.of(residual, 2, 6), Floats.of(y, 2, 6));
        double[] wanted = product(x, w.toFloats(), 6, 10, 0, 0);
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = of(f, wanted[i] + bias[i % 6]) + residual[i];
        }
        assertClose(wanted, y);
    }

    private static double of(Activation f, double x) {
        return switch (f) {
            case NONE -> x;
            case RELU -> Math.max(x, 0);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case SILU -> x / (1 + Math.exp(-x));
            case TANH -> Math.tanh(x);
            case GELU -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
        };
    }

    @ParameterizedTest
    @CsvSource({"SILU,true", "GELU,false"})
    void aGateMultipliesTheResultsOfEachRow(Activation f, boolean grouped) {
        Tensor w = weights(Format.parse("Q4_0"), 2, 5, 32), gate = weights(Format.parse("Q8_0"), 2, 5, 32);
        int rows = 4;
        int[] matrix = grouped ? new int[] {1, 0, 1, 1} : new int[] {0, 0, 1, 1};
        float[] x = numbers(rows * 32), bias = numbers(5);
        Matmul gated = Matmul.of(w).gate(gate).activation(f).bias(bias);
        double[] wanted = product(x, w.toFloats(), 5, 32, matrix), gates = product(x, gate.toFloats(), 5, 32, matrix);
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = (wanted[i] + bias[i % 5]) * of(f, gates[i]);
        }
        assertClose(wanted, grouped ? gated.grouped().apply(x, matrix) : gated.apply(x));
        assertThrows(IllegalArgumentException.class, () -> Matmul.of(w).gate(weights(DType.F32, 2, 5, 31)));
    }

    @Test
    void aStackOfMatricesMultipliesABatch() {
        Tensor w = weights(Format.parse("Q8_0"), 3, 5, 32);
        float[] x = numbers(3 * 2 * 32);
        assertClose(product(x, w.toFloats(), 5, 32, 0, 0, 1, 1, 2, 2), Matmul.of(w).apply(x));
    }

    @Test
    void aGroupedProductTakesAMatrixARow() {
        Tensor w = weights(Format.parse("Q4_0"), 4, 5, 32);
        int[] matrix = {3, 0, 0, 2, 1};
        float[] x = numbers(5 * 32);
        Matmul grouped = Matmul.of(w).grouped();
        assertClose(product(x, w.toFloats(), 5, 32, matrix), grouped.apply(x, matrix));
        assertThrows(IllegalArgumentException.class, () -> grouped.apply(x));
        assertThrows(IllegalArgumentException.class, () -> grouped.apply(x, new int[] {0, 1, 2, 3, 4}));
        assertThrows(IllegalArgumentException.class, () -> grouped.apply(x, new int[4]));
    }

    @Test
    void stridesSayWhereNumbersAre() {
        Tensor w = weights(DType.F32, 3, 4);
        float[] x = numbers(50), y = new float[40];
        Floats transposed = Floats.of(x, 5, 4).from(2).strides(1, 6);
        Floats rows = Floats.of(y, 5, 3).from(1).strides(7, 1);
        Matmul.of(w).apply(transposed, rows);
        float[] dense = new float[20];
        IntStream.range(0, 20).forEach(i -> dense[i] = x[2 + i / 4 + i % 4 * 6]);
        double[] wanted = product(dense, w.toFloats(), 3, 4, new int[5]);
        float[] found = new float[15];
        IntStream.range(0, 15).forEach(i -> found[i] = y[1 + i / 3 * 7 + i % 3]);
        assertClose(wanted, found);
        assertEquals(25, IntStream.range(0, y.length).filter(i -> y[i] == 0).count(), "nothing between the rows is written");
        assertThrows(IllegalArgumentException.class, () -> Floats.of(x, 5, 4).from(31));
    }

    @Test
    void nativeMemoryIsUsedAsItIs() {
        Tensor w = weights(DType.F32, 3, 16);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment x = arena.allocate(2 * 16 * 4, 64), y = arena.allocate(2 * 3 * 4, 64);
            float[] numbers = numbers(32);
            MemorySegment.copy(numbers, 0, x, ValueLayout.JAVA_FLOAT, 0, 32);
            Matmul.of(w).apply(Floats.of(x, 2, 16), Floats.of(y, 2, 3));
            assertClose(product(numbers, w.toFloats(), 3, 16, 0, 0), y.toArray(ValueLayout.JAVA_FLOAT));
        }
    }

    @Test
    void activationsMayBeRoundedToIntegers() {
        Tensor w = weights(Format.parse("Q4_0"), 5, 64);
        float[] x = numbers(64);
        float[] found = Matmul.of(w).quantised(Format.parse("i8g32_sf32")).apply(x);
        double[] exact = product(x, w.toFloats(), 5, 64, 0);
        for (int i = 0; i < 5; i++) {
            assertEquals(exact[i], found[i], 0.02 * 8 * 3, "result " + i);
        }
        assertTrue(IntStream.range(0, 5).anyMatch(i -> Math.abs(exact[i] - found[i]) > 1e-4), "they were not rounded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "ptx"})
    void anyEngineMultiplies(String engine) {
        Tensor w = weights(Format.parse("Q8_0"), 5, 32);
        float[] x = numbers(64);
        assertClose(product(x, w.toFloats(), 5, 32, 0, 0), Matmul.of(w).on(Engine.of(engine)).apply(x));
    }

    @Test
    void manyThreadsMayCallOneObject() throws Exception {
        Tensor w = weights(Format.parse("Q4_0"), 64, 128);
        Matmul matmul = Matmul.of(w);
        try (var threads = Executors.newFixedThreadPool(8)) {
            var calls = IntStream.range(0, 200).<Callable<Boolean>>mapToObj(i -> () -> {
                int m = 1 + i % 5;
                float[] x = new float[m * 128];
                Arrays.fill(x, i);
                assertClose(product(x, w.toFloats(), 64, 128, new int[m]), matmul.apply(x));
                return true;
            }).toList();
            for (Future<Boolean> f : threads.invokeAll(calls)) {
                assertTrue(f.get());
            }
        }
    }

    @Test
    void anExecutorMayBePassedIn() throws Exception {
        Tensor w = weights(Format.parse("Q8_0"), 700, 512);
        float[] x = numbers(512);
        float[] wanted = Matmul.of(w).apply(x);
        try (var threads = Executors.newFixedThreadPool(3)) {
            Matmul matmul = Matmul.of(w).on(Engine.jvm(threads, 4));
            for (int i = 0; i < 50; i++) {
                assertArrayEquals(wanted, matmul.apply(x));
            }
            threads.shutdown();
            assertArrayEquals(wanted, matmul.apply(x), "an executor that refuses");
        }
        assertArrayEquals(wanted, Matmul.of(w).on(Engine.jvm(Runnable::run, 4)).apply(x), "an executor that runs tasks on the caller");
    }

    @Test
    void wrongShapesAreRefusedWithTheirSizes() {
        Matmul matmul = Matmul.of(weights(DType.F32, 3, 4));
        var e = assertThrows(IllegalArgumentException.class, () -> matmul.apply(new float[5]));
        assertEquals("5 numbers to multiply with weights f32[3, 4]; wanted a multiple of 4", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> matmul.bias(1, 2));
        assertThrows(IllegalArgumentException.class, () -> Matmul.of(Tensor.of(new float[4], 4)));
        assertThrows(IllegalArgumentException.class, matmul::grouped);
        assertThrows(IllegalArgumentException.class, () -> matmul.apply(Floats.of(new float[8], 2, 4), Floats.of(new float[8], 2, 4)));
    }
}
