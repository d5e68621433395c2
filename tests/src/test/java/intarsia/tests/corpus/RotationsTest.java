package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.library.BlockKernels;
import intarsia.dsl.library.Rotations;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Hadamard;
import intarsia.ir.type.QuantizeRule;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rotations of groups: kernels as the definition has them, and what they are good for. */
class RotationsTest {
    private static float[] random(int n) {
        Random random = new Random(Cells.SEED);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) x[i] = (float) random.nextGaussian() * (i % 32 == 7 ? 20 : 1);
        return x;
    }

    private static float[] rotated(Hadamard h, float[] x) {
        float[] y = x.clone();
        h.rotate(y);
        return y;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16, 32, 64, 128})
    void kernelsRotateBitForBit(int size) {
        Hadamard h = new Hadamard(size);
        int rows = 3, columns = 2 * size;
        float[] x = random(rows * columns);
        for (Engine engine : List.of(Engine.jvm(1), Engine.reference(), Engine.of("ptx"))) {
            Tensor y = Tensor.allocate(DType.F32, rows, columns);
            try (var run = Intarsia.compile(Rotations.rotate(h), engine).bind(Map.of("x", Tensor.of(x, rows, columns), "y", y))) {
                run.set("rows", rows).set("columns", columns).run();
            }
            assertArrayEquals(rotated(h, x), y.toFloats(), engine + ", -Dintarsia.seed=" + Cells.SEED);
        }
    }

    @Test
    void aRotationIsItsOwnInverseAndKeepsProducts() {
        Hadamard h = new Hadamard(32);
        float[] a = random(64), b = a.clone();
        for (int i = 0; i < b.length; i++) b[i] = 1f / (1 + i);
        assertArrayEquals(a, rotated(h, rotated(h, a)), 1e-4f);
        assertEquals(dot(a, b), dot(rotated(h, a), rotated(h, b)), 1e-4);
        assertArrayEquals(new float[] {3, -1}, rotated(new Hadamard(2), new float[] {(float) Math.sqrt(2), (float) (2 * Math.sqrt(2))}), 1e-6f);
    }

    /** One number in 32 is twenty times as large as the others: alone it would take all but a few codes. */
    @Test
    void outliersOfAGroupAreSpread() {
        BlockFormat f = BlockFormat.parse("u4g32");
        Hadamard h = new Hadamard(32);
        float[] x = random(4096);
        float[] plain = quantised(f, x), turned = rotated(h, quantised(f, rotated(h, x)));
        assertTrue(error(x, turned) < 0.5 * error(x, plain), error(x, turned) + " and " + error(x, plain));
    }

    private static float[] quantised(BlockFormat f, float[] x) {
        MemorySegment blocks = MemorySegment.ofArray(QuantizeRule.EXACT.quantize(f, x));
        float[] y = new float[x.length];
        for (int i = 0; i < y.length; i++) y[i] = (float) f.dequantize(blocks, 0, i);
        return y;
    }

    private static double error(float[] x, float[] y) {
        return IntStream.range(0, x.length).mapToDouble(i -> (double) (x[i] - y[i]) * (x[i] - y[i])).sum();
    }

    private static double dot(float[] a, float[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
    }

    /** The kernel rotates a tile and makes its blocks; the rule rotates rows, and the bytes are those of the format without the rotation. */
    @ParameterizedTest
    @ValueSource(strings = {"u4g32_h128", "u4g128_h32", "i8g32_sf32_sum_h64", "nv_f4e2m1_h16", "u5g32_mf16_h64", "nf4g64_sf32_h256"})
    void kernelsMakeTheBlocksOfARotatedFormatThatTheRuleMakes(String name) {
        BlockFormat f = BlockFormat.parse(name);
        int rows = 3, columns = 2 * f.elements();
        float[] x = random(rows * columns);
        byte[] wanted = QuantizeRule.SINGLE.quantize(f, x);
        assertArrayEquals(QuantizeRule.SINGLE.quantize(f.unrotated(), rotated(f.rotation().orElseThrow().hadamard(), x)), wanted);
        for (Engine engine : List.of(Engine.jvm(1), Engine.reference(), Engine.of("ptx"))) {
            Tensor y = Tensor.allocate(f, rows, columns);
            try (var run = Intarsia.compile(BlockKernels.quantize(f), engine).bind(Map.of("x", Tensor.of(x, rows, columns), "y", y))) {
                run.set("rows", rows).set("columns", columns).run();
            }
            assertArrayEquals(wanted, y.segment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE), engine + ", -Dintarsia.seed=" + Cells.SEED);
        }
    }

    @Test
    void otherSizesAreRefused() {
        for (int size : new int[] {0, 1, 12}) assertThrows(IllegalArgumentException.class, () -> new Hadamard(size));
        assertThrows(IllegalArgumentException.class, () -> new Hadamard(8).rotate(new float[12]));
    }
}
