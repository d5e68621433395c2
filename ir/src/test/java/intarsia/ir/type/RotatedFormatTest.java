package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Block formats whose rows are rotated before they are stored. */
class RotatedFormatTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261122);

    private static float[] random(int n) {
        Random random = new Random(SEED);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) x[i] = (float) random.nextGaussian();
        return x;
    }

    @ParameterizedTest
    @CsvSource({"U4g32_H128, u4g32_sf16_h128, 128, 72", "u4g128_h32, u4g128_sf16_h32, 128, 66", "u3g48_h32/dense, u3g48_sf16_h32, 96, 40", "nv_f4e2m1_h16, nv_f4e2m1_h16, 16, 9",
        "u5g64_h64/ENGINE, u5g64_sf16_h64/engine, 64, 42", "q4_k_h512, Q4_K_h512, 512, 288", "ternaryg32_h64/base3, ternaryg32_sf16_h64/base3, 64, 18"})
    void namesAreReadAndPrinted(String text, String name, int elements, int bytes) {
        BlockFormat f = BlockFormat.parse(text);
        assertEquals(name, f.toString());
        assertEquals(f, BlockFormat.parse(name));
        assertEquals(List.of(elements, bytes), List.of(f.elements(), f.bytes()));
        assertEquals(f.unrotated(), BlockFormat.parse(name.replaceFirst("_h\\d+", "")));
    }

    @Test
    void aSizeThatIsLeftOpenIsThatOfTheMatrix() {
        assertEquals("i8g128_sf32_h64", Format.parse("i8grow_sf32_h64", 3, 128).toString());
    }

    /** The fields of a rotated format are those of the blocks that its bytes are, value by value. */
    @ParameterizedTest
    @ValueSource(strings = {"u4g32", "Q5_0", "Q4_K", "Q3_K", "u5g64/engine", "u3g48_mf16", "IQ2_XS", "TQ1_0", "ternaryg32/base3", "nf4_double"})
    void fieldsAreThoseOfTheStoredBlocks(String name) {
        BlockFormat stored = BlockFormat.parse(name), f = stored.rotated(2 * Integer.highestOneBit(stored.elements()));
        assertTrue(f.elements() > stored.elements());
        byte[] bytes = new byte[2 * f.bytes()];
        new Random(SEED).nextBytes(bytes);
        MemorySegment memory = MemorySegment.ofArray(bytes);
        for (int i = 0; i < 2 * f.elements(); i++) {
            for (Field field : f.fields()) {
                assertEquals(stored.fieldValue(stored.field(field.name()), memory, 0, i), f.fieldValue(field, memory, 0, i), field.name() + " of element " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"u4g32_h128", "u4g128_h32", "mx_f4e2m1_h32", "Q4_K_h64"})
    void valuesAreStoredOnesRotatedBack(String name) {
        BlockFormat f = BlockFormat.parse(name);
        int n = 2 * f.elements();
        float[] x = random(n);
        MemorySegment blocks = MemorySegment.ofArray(QuantizeRule.EXACT.quantize(f, x));
        float[] values = f.unrotated().values(blocks, 0, 0, n);
        f.rotation().orElseThrow().hadamard().rotate(values);
        assertArrayEquals(values, f.values(blocks, 0, 0, n));
        for (int i = 0; i < n; i++) {
            assertEquals(values[i], f.dequantize(blocks, 0, i), "element " + i);
            assertEquals(x[i], values[i], 0.5, "element " + i + ", -Dintarsia.seed=" + SEED);
        }
    }

    @Test
    void everyRuleRotatesBeforeItChoosesCodes() {
        BlockFormat f = BlockFormat.parse("Q4_0_h64");
        float[] x = random(128), turned = x.clone();
        new Hadamard(64).rotate(turned);
        for (QuantizeRule rule : List.of(QuantizeRule.EXACT, QuantizeRule.SINGLE, QuantizeRule.LEAST_SQUARES, QuantizeRule.GGML)) {
            assertTrue(rule.knows(f), rule.name());
            assertArrayEquals(rule.quantize(f.unrotated(), turned), rule.quantize(f, x), rule.name());
        }
    }

    @Test
    void whatCannotBeRotatedIsNamed() {
        refused("f16_h32", "f16g32_sf16_h32");
        refused("u4g32_h48", "power of two");
        refused("u4g32_h32_h64", "one _hN");
        refused("u4g8x16_h16", "lie in one row");
        var e = assertThrows(IllegalArgumentException.class, () -> QuantizeRule.EXACT.quantize(BlockFormat.parse("u4g32_h64"), new float[96]));
        assertTrue(String.valueOf(e.getMessage()).contains("u4g32_sf16_h64"), e.getMessage());
    }

    private static void refused(String name, String part) {
        var e = assertThrows(IllegalArgumentException.class, () -> Format.parse(name));
        assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }
}
