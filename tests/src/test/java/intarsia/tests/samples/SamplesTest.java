package intarsia.tests.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.codegen.ptx.device.PtxDevice;
import intarsia.codegen.ptx.machine.Options;
import intarsia.ir.type.Format;
import intarsia.runtime.DeviceEngines;
import intarsia.runtime.Engine;
import intarsia.runtime.EngineMissingException;
import intarsia.runtime.Tensor;
import intarsia.runtime.cuda.MachineGpu;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's samples on every engine, against plain loops in double. */
class SamplesTest {
    private static final long SEED = Long.getLong("intarsia.seed", 7);

    /** Sizes around the edges of tiles and warps. */
    private static final int[] SIZES = {1, 7, 31, 33, 256, 300};

    private final Random random = new Random(SEED);

    private static Engine engine(String name) {
        try {
            return switch (name) {
                case "ptx, adversarial" -> DeviceEngines.ptx(new PtxDevice(Options.DEFAULT.adversarial(SEED)), true);
                case "cuda on the PTX machine" -> DeviceEngines.ptx(new MachineGpu().device(), false);
                default -> Engine.of(name);
            };
        } catch (EngineMissingException e) {
            return Assumptions.abort(e.getMessage());
        }
    }

    private float[] numbers(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "jvm", "ptx", "ptx, adversarial", "cuda", "cuda on the PTX machine"})
    void vectorsAreAdded(String name) {
        Engine engine = engine(name);
        for (int n : SIZES) {
            float[] a = numbers(n), b = numbers(n), want = new float[n];
            for (int i = 0; i < n; i++) {
                want[i] = a[i] + b[i];
            }
            assertArrayEquals(want, VectorAdd.add(engine, a, b), "n = " + n + ", seed " + SEED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "jvm", "ptx", "ptx, adversarial", "cuda", "cuda on the PTX machine"})
    void rowsBecomeDistributions(String name) {
        Engine engine = engine(name);
        for (int n : SIZES) {
            float[] x = numbers(3 * n);
            float[] found = SoftmaxRows.softmax(engine, x, 3, n);
            for (int row = 0; row < 3; row++) {
                int from = row * n;
                double sum = IntStream.range(from, from + n).mapToDouble(i -> Math.exp(x[i])).sum();
                for (int i = from; i < from + n; i++) {
                    double want = Math.exp(x[i]) / sum;
                    assertEquals(want, found[i], 4e-6 * want, "n = " + n + ", element " + i + ", seed " + SEED);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "jvm", "ptx", "ptx, adversarial", "cuda", "cuda on the PTX machine"})
    void packedWeightsTimesAVector(String name) {
        Engine engine = engine(name);
        for (int n : new int[] {1, 16, 37}) {
            for (int k : new int[] {32, 96}) {
                Tensor w = weights(n, k);
                float[] x = numbers(k), values = w.toFloats(), found = W4Gemv.gemv(engine, w, Tensor.of(x, k));
                for (int row = 0; row < n; row++) {
                    double sum = 0, terms = 0;
                    for (int i = 0; i < k; i++) {
                        double term = (double) values[row * k + i] * x[i];
                        sum += term;
                        terms += Math.abs(term);
                    }
                    assertEquals(sum, found[row], (k + 3) * 0x1p-24 * terms, "n = " + n + ", k = " + k + ", row " + row + ", seed " + SEED);
                }
            }
        }
    }

    /** Random codes under random f16 scales. */
    private Tensor weights(int n, int k) {
        Tensor w = Tensor.allocate(Format.parse("u4g32"), n, k);
        byte[] codes = new byte[16];
        for (long at = 0; at < w.bytes(); at += 18) {
            random.nextBytes(codes);
            MemorySegment.copy(codes, 0, w.segment(), ValueLayout.JAVA_BYTE, at, 16);
            short scale = Float.floatToFloat16(0.01f + random.nextFloat());
            w.segment().set(ValueLayout.JAVA_SHORT_UNALIGNED, at + 16, scale);
        }
        return w;
    }
}
