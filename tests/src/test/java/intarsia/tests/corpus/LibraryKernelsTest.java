package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.library.SoftmaxKernels;
import intarsia.dsl.library.TopK;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LibraryKernelsTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261122L);
    private static final int ROWS = 3;
    private static final int STEP = 16;
    private static final double EPS = 2e-5;

    static Stream<Arguments> softmaxes() {
        return Arrays.stream(SoftmaxKernels.Algorithm.values()).flatMap(a -> Stream.of("jvm", "ptx", "reference")
            .flatMap(e -> Stream.of(1, 15, 16, 17, 331).map(n -> Arguments.of(a, e, n))));
    }

    @ParameterizedTest
    @MethodSource("softmaxes")
    void everyAlgorithmGivesTheSoftmax(SoftmaxKernels.Algorithm algorithm, String engine, int n) {
        Random random = new Random(SEED);
        for (double scale : new double[] {1, 30, 1e30}) {
            float[] x = new float[ROWS * n];
            for (int i = 0; i < x.length; i++) {
                x[i] = random.nextInt(9) == 0 && i % n != 0 ? Float.NEGATIVE_INFINITY : (float) (scale * random.nextGaussian());
            }
            Tensor y = Tensor.allocate(DType.F32, ROWS, n);
            try (var run = Intarsia.compile(SoftmaxKernels.kernel(algorithm, STEP), Engine.of(engine)).bind(Map.of("x", Tensor.of(x, ROWS, n), "y", y))) {
                run.run();
            }
            assertArrayEquals(softmax(x, n), y.toFloats(), (float) EPS, algorithm + " on " + engine + ", scale " + scale + ", -Dintarsia.seed=" + SEED);
        }
    }

    private static float[] softmax(float[] x, int n) {
        float[] y = new float[x.length];
        for (int r = 0; r < x.length; r += n) {
            double top = Double.NEGATIVE_INFINITY, sum = 0;
            for (int i = r; i < r + n; i++) {
                top = Math.max(top, x[i]);
            }
            for (int i = r; i < r + n; i++) {
                sum += Math.exp(x[i] - top);
            }
            for (int i = r; i < r + n; i++) {
                y[i] = (float) (Math.exp(x[i] - top) / sum);
            }
        }
        return y;
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,7", "5,5", "4,16", "32,32", "33,33", "5,100", "1,331", "64,331"})
    void theLargestComeFirstWithTheirPlaces(int k, int columns) {
        Random random = new Random(SEED);
        float[] x = new float[ROWS * columns];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextInt(20) - 10; // some are equal
        }
        x[random.nextInt(columns)] = Float.NEGATIVE_INFINITY;
        x[columns + random.nextInt(columns)] = -0.0f;
        Arrays.fill(x, 2 * columns, 3 * columns, Float.NaN);
        x[3 * columns - 1] = Float.NEGATIVE_INFINITY;
        for (String engine : List.of("jvm", "ptx", "reference")) {
            Tensor values = Tensor.allocate(DType.F32, ROWS, k), places = Tensor.allocate(DType.I32, ROWS, k);
            try (var run = Intarsia.compile(TopK.kernel(k, columns, STEP), Engine.of(engine)).bind(Map.of("x", Tensor.of(x, ROWS, columns), "values", values, "places", places))) {
                run.run();
            }
            for (int r = 0; r < ROWS; r++) {
                int row = r;
                int[] wanted = IntStream.range(0, columns).boxed().sorted(largest(x, row * columns)).limit(k).mapToInt(i -> i).toArray();
                for (int i = 0; i < k; i++) {
                    assertEquals(wanted[i], places.toInts()[r * k + i], engine + ", row " + r + ", place " + i);
                    assertEquals(x[r * columns + wanted[i]], values.toFloats()[r * k + i], engine + ", row " + r + ", value " + i);
                }
            }
        }
    }

    /** 0 before -0, NaNs last. */
    private static Comparator<Integer> largest(float[] x, int row) {
        return Comparator.<Integer, Boolean>comparing(i -> Float.isNaN(x[row + i])).thenComparing(Comparator.<Integer, Float>comparing(i -> x[row + i]).reversed());
    }

    @Test
    void moreThanThereAreIsRefused() {
        var e = assertThrows(IllegalArgumentException.class, () -> TopK.kernel(6, 5, STEP));
        assertTrue(String.valueOf(e.getMessage()).contains("wanted 1 to 5"), e::getMessage);
    }
}
