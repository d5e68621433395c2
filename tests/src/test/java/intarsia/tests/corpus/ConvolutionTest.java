package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.library.Convolution;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import intarsia.runtime.op.Dequantize;
import intarsia.runtime.op.Quantize;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261122L);
    private static final int LANES = 16;

    private final Random random = new Random(SEED);

    @ParameterizedTest
    @CsvSource({"3,1,1,5,2,7,9,f32,4", "3,2,0,1,1,9,8,f16,3", "1,1,0,17,1,3,5,bf16,5", "5,2,2,3,1,11,13,f32,2", "3,1,1,32,1,4,5,Q4_0,7", "2,1,0,16,1,5,4,u3g32,6",
        "3,3,2,8,1,6,7,nf4g24_sf32,3"})
    void resultsAreThoseOfTheDefinition(int size, int stride, int padding, int channels, int n, int h, int w, String format, int outputs) {
        Convolution c = new Convolution(size, stride, padding, channels);
        int down = (h + 2 * padding - size) / stride + 1, across = (w + 2 * padding - size) / stride + 1;
        float[] x = numbers(n * h * w * channels);
        Tensor weights = Quantize.of(Format.parse(format)).apply(numbers(outputs * c.length()), c.length());
        float[] stored = Dequantize.of(Format.parse(format)).apply(weights);
        for (String engine : List.of("jvm", "ptx", "reference")) {
            Tensor windows = Tensor.allocate(DType.F32, n, down, w + 2L * padding, size, channels);
            Tensor y = Tensor.allocate(DType.F32, (long) n * down, across, outputs);
            try (var run = Intarsia.compile(c.plan(Format.parse(format), 2, 4, LANES), Engine.of(engine))
                    .bind(Map.of("x", Tensor.of(x, n, h, w, channels), "windows", windows, "weights", weights, "y", y))) {
                run.run(Map.of());
            }
            compare(engine, y.toFloats(), (image, i, j, o) -> sum(c, x, h, w, stored, image, i, j, o), n, down, across, outputs);
        }
    }

    @FunctionalInterface
    private interface Wanted {
        double at(int image, int i, int j, int output);
    }

    private static double sum(Convolution c, float[] x, int h, int w, float[] weights, int image, int i, int j, int output) {
        double sum = 0;
        for (int v = 0; v < c.size(); v++) {
            for (int u = 0; u < c.size(); u++) {
                int row = i * c.stride() + u - c.padding(), column = j * c.stride() + v - c.padding();
                for (int k = 0; k < c.channels() && row >= 0 && row < h && column >= 0 && column < w; k++) {
                    sum += (double) x[((image * h + row) * w + column) * c.channels() + k] * weights[output * c.length() + (v * c.size() + u) * c.channels() + k];
                }
            }
        }
        return sum;
    }

    private static void compare(String engine, float[] found, Wanted wanted, int n, int down, int across, int outputs) {
        int at = 0;
        for (int image = 0; image < n; image++) {
            for (int i = 0; i < down; i++) {
                for (int j = 0; j < across; j++) {
                    for (int o = 0; o < outputs; o++) {
                        assertEquals(wanted.at(image, i, j, o), found[at++], 1e-3, engine + ", result " + List.of(image, i, j, o) + ", -Dintarsia.seed=" + SEED);
                    }
                }
            }
        }
    }

    private float[] numbers(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    @Test
    void windowsOfNothingAreRefused() {
        assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class, () -> new Convolution(3, 0, 1, 4)).getMessage()).contains("stride 0"));
    }
}
