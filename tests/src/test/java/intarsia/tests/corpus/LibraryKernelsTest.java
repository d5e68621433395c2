package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.library.LibraryTemplates;
import intarsia.dsl.library.SoftmaxKernels;
import intarsia.dsl.library.TopK;
import intarsia.ir.Kernel;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import intarsia.runtime.op.Quantize;
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

    /** A quantised cache and a window in full precision are the positions of one softmax. */
    @ParameterizedTest
    @CsvSource({"f32,0,5", "Q8_0,7,0", "Q8_0,33,3", "i4g32_sf16,16,17", "f16,1,1"})
    void segmentsOfPositionsAreOneSoftmax(String format, int cached, int recent) {
        Random random = new Random(SEED);
        int width = 32;
        Format f = Format.parse(format);
        Tensor k = blocks(f, random, cached, width), v = blocks(f, random, cached, width);
        Tensor kw = blocks(DType.F32, random, recent, width), vw = blocks(DType.F32, random, recent, width), q = blocks(DType.F32, random, ROWS, width);
        Kernel kernel = new LibraryTemplates().all().stream().filter(t -> t.name().equals("attention")).findFirst().orElseThrow()
            .make().apply(Map.of("width", "32", "positions", "4", "format", format, "window", "f32"));
        for (String engine : List.of("jvm", "ptx", "reference")) {
            Tensor y = Tensor.allocate(DType.F32, ROWS, width);
            try (var run = Intarsia.compile(kernel, Engine.of(engine)).bind(Map.of("q", q, "k", k, "v", v, "kw", kw, "vw", vw, "y", y))) {
                run.run();
            }
            assertArrayEquals(attention(q.toFloats(), both(k, kw), both(v, vw), width), y.toFloats(), 1e-4f, engine + ", -Dintarsia.seed=" + SEED);
        }
    }

    private static Tensor blocks(Format f, Random random, int rows, int width) {
        float[] x = new float[rows * width];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return rows == 0 ? Tensor.allocate(f, 0, width) : Quantize.of(f).apply(x, width);
    }

    private static float[] both(Tensor first, Tensor then) {
        float[] a = first.toFloats(), b = then.toFloats(), all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    private static float[] attention(float[] q, float[] k, float[] v, int width) {
        int positions = k.length / width;
        float[] scores = new float[ROWS * positions];
        for (int r = 0; r < ROWS; r++) {
            for (int p = 0; p < positions; p++) {
                for (int i = 0; i < width; i++) {
                    scores[r * positions + p] += q[r * width + i] * k[p * width + i] / (float) Math.sqrt(width);
                }
            }
        }
        float[] weights = softmax(scores, positions), y = new float[ROWS * width];
        for (int i = 0; i < y.length; i++) {
            for (int p = 0; p < positions; p++) {
                y[i] += weights[i / width * positions + p] * v[p * width + i % width];
            }
        }
        return y;
    }

    @Test
    void moreThanThereAreIsRefused() {
        var e = assertThrows(IllegalArgumentException.class, () -> TopK.kernel(6, 5, STEP));
        assertTrue(String.valueOf(e.getMessage()).contains("wanted 1 to 5"), e::getMessage);
    }
}
