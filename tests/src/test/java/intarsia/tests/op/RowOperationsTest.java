package intarsia.tests.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Format;
import intarsia.ir.type.QuantizeRule;
import intarsia.runtime.Engine;
import intarsia.runtime.Tensor;
import intarsia.runtime.op.Attention;
import intarsia.runtime.op.Dequantize;
import intarsia.runtime.op.Norm;
import intarsia.runtime.op.Quantize;
import intarsia.runtime.op.RotaryEmbedding;
import intarsia.runtime.op.Softmax;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowOperationsTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261122L);
    private static final double EPS = 1e-5;

    private final Random random = new Random(SEED);

    private float[] numbers(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (2 + random.nextGaussian());
        }
        return x;
    }

    private static double[] rows(float[] x, int n, BiFunction<double[], Integer, Double> f) {
        double[] y = new double[x.length];
        for (int r = 0; r < x.length / n; r++) {
            double[] row = new double[n];
            for (int i = 0; i < n; i++) {
                row[i] = x[r * n + i];
            }
            for (int i = 0; i < n; i++) {
                y[r * n + i] = f.apply(row, i);
            }
        }
        return y;
    }

    private static void assertClose(double[] wanted, float... found) {
        assertEquals(wanted.length, found.length);
        for (int i = 0; i < wanted.length; i++) {
            assertEquals(wanted[i], found[i], EPS * (1 + Math.abs(wanted[i])), "number " + i + ", -Dintarsia.seed=" + SEED);
        }
    }

    private static double mean(double... x) {
        return Arrays.stream(x).sum() / x.length;
    }

    @ParameterizedTest
    @CsvSource({"1,jvm", "15,jvm", "16,jvm", "17,jvm", "97,jvm", "1000,jvm", "33,ptx", "33,reference"})
    void normsAreThoseOfTheirDefinition(int n, String engine) {
        float[] w = numbers(n), b = numbers(n);
        Norm rms = Norm.rms(1e-5f, w).on(Engine.of(engine));
        Norm layer = Norm.layer(1e-5f, w, b).on(Engine.of(engine));
        for (int rows : new int[] {3, 0, 1, 8}) {
            float[] x = numbers(rows * n);
            assertClose(rows(x, n, (row, i) -> row[i] / Math.sqrt(mean(Arrays.stream(row).map(e -> e * e).toArray()) + 1e-5) * w[i]), rms.apply(x));
            assertClose(rows(x, n, (row, i) -> {
                double m = mean(row);
                return (row[i] - m) / Math.sqrt(mean(Arrays.stream(row).map(e -> (e - m) * (e - m)).toArray()) + 1e-5) * w[i] + b[i];
            }), layer.apply(x));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "ptx", "reference"})
    void softmaxTakesRowsOfAnyLength(String engine) {
        Softmax softmax = Softmax.create().on(Engine.of(engine));
        for (int n : new int[] {1, 7, 16, 65, 3}) {
            float[] x = numbers(3 * n);
            assertClose(rows(x, n, (row, i) -> {
                double top = Arrays.stream(row).max().orElseThrow();
                return Math.exp(row[i] - top) / Arrays.stream(row).map(e -> Math.exp(e - top)).sum();
            }), softmax.apply(x, n));
        }
        float[] none = new float[5];
        Arrays.fill(none, Float.NEGATIVE_INFINITY);
        assertArrayEquals(new float[5], softmax.apply(none, 5));
    }

    @ParameterizedTest
    @CsvSource({"2,2,8,8,5,5,false,f32,jvm", "4,2,16,16,1,33,false,f32,jvm", "4,1,5,3,3,7,true,f32,jvm", "6,3,32,32,4,9,true,f16,jvm", "2,1,32,64,2,40,false,Q8_0,jvm",
        "2,2,16,16,0,4,false,f32,jvm", "2,1,8,8,3,17,true,f32,ptx", "2,1,8,8,2,3,false,f32,reference"})
    void attentionIsThatOfItsDefinition(int heads, int groups, int d, int e, int queries, int positions, boolean causal, String format, String engine) {
        Format f = Format.parse(format);
        Attention a = Attention.of(heads, groups, d, e).formats(f, f).on(Engine.of(engine));
        Attention attention = causal ? a.causal() : a;
        float[] q = numbers(queries * heads * d);
        int room = positions + 2;
        Tensor k = stored(f, numbers(room * groups * d), groups, room, d), v = stored(f, numbers(room * groups * e), groups, room, e);
        float[] keys = k.toFloats(), values = v.toFloats();
        double[] wanted = new double[queries * heads * e];
        for (int t = 0; t < queries; t++) {
            int end = causal ? positions - queries + t + 1 : positions;
            for (int h = 0; h < heads; h++) {
                int g = h / (heads / groups);
                double[] s = new double[end];
                for (int c = 0; c < end; c++) {
                    for (int i = 0; i < d; i++) {
                        s[c] += q[(h * queries + t) * d + i] * (double) keys[(g * room + c) * d + i] / Math.sqrt(d);
                    }
                }
                double top = Arrays.stream(s).max().orElseThrow();
                double sum = Arrays.stream(s).map(x -> Math.exp(x - top)).sum();
                for (int c = 0; c < end; c++) {
                    for (int i = 0; i < e; i++) {
                        wanted[(h * queries + t) * e + i] += Math.exp(s[c] - top) / sum * values[(g * room + c) * e + i];
                    }
                }
            }
        }
        assertClose(wanted, attention.apply(q, k, v, positions));
    }

    private static Tensor stored(Format f, float[] values, int groups, int positions, int width) {
        return Quantize.of(f).apply(values, width).reshape(groups, positions, width);
    }

    @ParameterizedTest
    @CsvSource({"Q8_0,GGML", "Q4_0,GGML", "u4g32_sf16,SINGLE", "i8g32_sf32,SINGLE"})
    void quantizingGivesTheBytesOfTheRule(String format, String rule) {
        BlockFormat f = BlockFormat.parse(format);
        QuantizeRule r = QuantizeRule.valueOf(rule);
        Quantize quantize = Quantize.of(f, r);
        for (int rows : new int[] {1, 4, 2}) {
            float[] x = numbers(rows * 96);
            Tensor y = quantize.apply(x, 96);
            assertArrayEquals(r.quantize(f, x, rows, 96), y.segment().toArray(ValueLayout.JAVA_BYTE));
            assertArrayEquals(y.toFloats(), Dequantize.of(f).apply(y));
        }
    }

    @Test
    void wrongShapesAreRefusedWithTheirSizes() {
        var e = assertThrows(IllegalArgumentException.class, () -> Norm.rms(0, 1, 2, 3).apply(1, 2));
        assertEquals("2 numbers for a norm of rows of 3; wanted a multiple of that", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Norm.layer(0, new float[2], new float[3]));
        assertThrows(IllegalArgumentException.class, () -> Softmax.create().apply(new float[4], 0));
        assertThrows(IllegalArgumentException.class, () -> Attention.of(3, 2, 4, 4));
        assertThrows(IllegalArgumentException.class, () -> Attention.of(2, 4).causal().apply(new float[16], new float[8], new float[8]));
        assertThrows(IllegalArgumentException.class, () -> Attention.of(2, 4).apply(new float[8], new float[8], new float[16]));
        assertThrows(IllegalArgumentException.class, () -> Quantize.of(Format.parse("Q8_0")).apply(new float[33], 33));
    }

    /** Warm-up reckons with typical sizes, which are whole groups too. */
    @ParameterizedTest
    @ValueSource(strings = {"nf4g24_sf32", "u5g48_sf16_mf16"})
    void groupsOfAnySizeAreQuantised(String format) {
        Format f = Format.parse(format);
        float[] x = numbers(3 * 96);
        Tensor blocks = Quantize.of(f).apply(x, 96);
        float[] back = Dequantize.of(f).apply(blocks);
        for (int i = 0; i < x.length; i++) {
            assertEquals(x[i], back[i], 1.5, "number " + i + ", -Dintarsia.seed=" + SEED);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,2,false", "3,16,false", "2,34,true"})
    void headsAreTurnedByTheirPositions(int heads, int d, boolean interleaved) {
        double[] divisors = random.doubles(d / 2, 1, 8).toArray();
        var rotary = RotaryEmbedding.of(heads, d, 100).angles(500, divisors);
        int[] positions = {0, 99, 7};
        float[] x = numbers(positions.length * heads * d);
        double[] wanted = new double[x.length];
        for (int i = 0; i < x.length / 2; i++) {
            int pair = i % (d / 2), head = i / (d / 2);
            int first = head * d + (interleaved ? 2 * pair : pair), second = first + (interleaved ? 1 : d / 2);
            double angle = positions[head / heads] * Math.pow(500, -2.0 * pair / d) / divisors[pair];
            wanted[first] = x[first] * Math.cos(angle) - x[second] * Math.sin(angle);
            wanted[second] = x[second] * Math.cos(angle) + x[first] * Math.sin(angle);
        }
        assertClose(wanted, (interleaved ? rotary.interleaved() : rotary).apply(x, positions));
    }

    @Test
    void positionsBeyondTheContextAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> RotaryEmbedding.of(1, 4, 10).apply(numbers(4), 10));
        assertThrows(IllegalArgumentException.class, () -> RotaryEmbedding.of(1, 5, 10));
    }
}
