package intarsia.tests.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.decoder.gguf.GgmlType;
import intarsia.decoder.gguf.GgufWriter;
import intarsia.ir.type.Format;
import intarsia.runtime.Tensor;
import intarsia.runtime.op.Quantize;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/embedding.md shows works. */
class EmbeddingPageTest {
    private static final double EPS = 1e-4;

    private static float[] numbers(int n) {
        Random random = new Random(7);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextFloat() - 0.5f;
        }
        return x;
    }

    @Test
    void bothProductsAreTheSame(@TempDir Path folder) {
        Tensor w = Quantize.of(Format.parse("Q4_0")).apply(numbers(5 * 64), 64);
        Path file = folder.resolve("model.gguf");
        new GgufWriter().tensor("w", GgmlType.Q4_0, new long[] {64, 5}, w::segment).write(file);
        assertArrayEquals(MultiplyPlainly.multiply(w.toFloats(), numbers(64)), MultiplyByFile.multiply(file, "w", numbers(64)), (float) EPS);
    }

    @Test
    void rowsGoThroughTheirExperts() {
        float[] up = numbers(3 * 8 * 4), down = numbers(3 * 4 * 8), x = numbers(2 * 4);
        var experts = new MixtureOfExperts(Tensor.of(up, 3, 8, 4), Tensor.of(down, 3, 4, 8));
        float[] found = experts.apply(x, 2, 0);
        for (int row = 0; row < 2; row++) {
            int e = row == 0 ? 2 : 0;
            float[] inner = MultiplyPlainly.multiply(Arrays.copyOfRange(up, e * 32, e * 32 + 32), Arrays.copyOfRange(x, row * 4, row * 4 + 4));
            for (int i = 0; i < inner.length; i++) {
                inner[i] /= (float) (1 + Math.exp(-inner[i]));
            }
            assertArrayEquals(MultiplyPlainly.multiply(Arrays.copyOfRange(down, e * 32, e * 32 + 32), inner), Arrays.copyOfRange(found, row * 4, row * 4 + 4), (float) EPS);
        }
        float[] wide = new float[24];
        System.arraycopy(x, 0, wide, 4, 4);
        System.arraycopy(x, 4, wide, 16, 4);
        experts.within(wide, 2, 0);
        assertArrayEquals(Arrays.copyOfRange(found, 4, 8), Arrays.copyOfRange(wide, 12, 16));
        assertEquals(x[0], wide[4]);
    }
}
