package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks of one format as blocks of another. */
final class RepackTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20260103L);

    @ParameterizedTest
    @CsvSource({"Q4_0,u4g32", "Q4_0,u4g32/halves", "Q4_0,u8g32_c8", "u4g32,Q4_0", "Q8_0,i8g32", "Q8_0,i8g16_sf32", "Q5_1,u5g32_mf16", "u5g32_mf16,Q5_1",
        "u4g128_zu4,u4g32_sf32_zu5", "u3g128_zu3,u3g128_zu3/planes",
        "u5g64/engine,u5g64/split", "u7g32/split,u7g32/engine", "u3g32/planes,u3g32/engine", "MXFP4,mx_f4e2m1", "mx_f4e2m1,f4e2m1g32_se8m0", "IQ4_NL,lut4(iq4nl)g32",
        "Q4_K,u4g32_su6@f16g256_mu6@f16g256", "Q4_K,u4g32_sf32_mf32", "Q6_K,i6g16_sf32", "TQ1_0,ternaryg256", "ternaryg256,TQ1_0", "ternaryg64/base3,ternaryg64",
        "ternaryg64,ternaryg64/base3", "Q2_0,u2g64_c1", "Q8_1,i8g32", "IQ3_S,i8g256_sf32", "bipolar1g128,Q1_0"})
    void valuesStay(String fromName, String toName) {
        System.out.println(fromName + " as " + toName + " with -Dintarsia.seed=" + SEED);
        var random = new Random(SEED);
        var from = BlockFormat.parse(fromName);
        var to = BlockFormat.parse(toName);
        int n = 2 * Math.max(from.elements(), to.elements());
        float[] row = new float[n];
        for (int i = 0; i < n; i++) {
            row[i] = (float) random.nextGaussian();
        }
        byte[] blocks = fromName.startsWith("IQ3") ? oneScale(from, n) : QuantizeRule.EXACT.quantize(from, row);
        byte[] now = Repack.blocks(from, to, blocks);
        assertEquals(to.bytes(n), now.length);
        for (int i = 0; i < n; i++) {
            assertEquals(from.dequantize(MemorySegment.ofArray(blocks), 0, i) + 0.0, to.dequantize(MemorySegment.ofArray(now), 0, i) + 0.0);
        }
    }

    /** Random grids and signs under one scale of groups, which a single one can stand for. */
    private static byte[] oneScale(BlockFormat format, int n) {
        byte[] blocks = new byte[(int) format.bytes(n)];
        new Random(SEED).nextBytes(blocks);
        for (int b = 0; b < blocks.length; b += format.bytes()) {
            format.field("d").packing().write(blocks, b, 0, DType.F16.encode(0.25));
            for (int v = 0; v < 8; v++) {
                format.field(Field.SCALE).packing().write(blocks, b, v, 3);
            }
        }
        return blocks;
    }

    @Test
    void thereAndBackGivesTheSameBytes() {
        byte[] blocks = new byte[64 * 18];
        new Random(SEED).nextBytes(blocks);
        for (int b = 0; b < blocks.length; b += 18) {
            blocks[b + 1] = 0x35; // a finite scale
        }
        var dense = BlockFormat.parse("u4g32");
        assertArrayEquals(blocks, Repack.blocks(dense, GgufFormats.of("Q4_0"), Repack.blocks(GgufFormats.of("Q4_0"), dense, blocks)));
    }

    @Test
    void theEngineKeepsPairsInHalvesAndLeftoverBitsAboveThem() {
        var u3 = BlockFormat.parse("u3g32/engine").code().packing();
        // Five codes a half: words 0 to 2 hold pairs 0 to 14, and bit 15 of their halves a bit of pair 15.
        assertEquals(3, u3.bitTable()[3 * 2]);
        assertEquals(16, u3.bitTable()[3 * 1]);
        assertEquals(32, u3.bitTable()[3 * 10]);
        assertEquals(15, u3.bitTable()[3 * 30]);
        assertEquals(32 + 15, u3.bitTable()[3 * 30 + 1]);
        assertEquals(64 + 31, u3.bitTable()[3 * 31 + 2]);
    }

    @Test
    void valuesThatTheOtherFormatLacksAreRefused() {
        float[] row = new float[32];
        row[0] = 127;
        row[1] = 3;
        byte[] q8 = QuantizeRule.EXACT.quantize(GgufFormats.of("Q8_0"), row);
        refused("field code", GgufFormats.of("Q8_0"), "Q4_0", q8);
        refused("field scale", GgufFormats.of("Q8_0"), "i8g32_se8m0", QuantizeRule.EXACT.quantize(GgufFormats.of("Q8_0"), new float[] {3f, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
        byte[] two = QuantizeRule.EXACT.quantize(BlockFormat.parse("i8g16"), java.util.Arrays.copyOf(new float[] {1, 2, 3}, 32));
        refused("elements share", BlockFormat.parse("i8g16"), "i8g32", two);
        refused("whole blocks", GgufFormats.of("Q8_0"), "i8g64", q8);
        byte[] shifted = QuantizeRule.EXACT.quantize(BlockFormat.parse("u4g32_mf16"), java.util.Arrays.copyOf(new float[] {-1, 2, 3}, 32));
        refused("it would be", BlockFormat.parse("u4g32_mf16"), "u4g32_c0", shifted);
    }

    private static void refused(String message, BlockFormat from, String to, byte[] blocks) {
        var e = assertThrows(IllegalArgumentException.class, () -> Repack.blocks(from, BlockFormat.parse(to), blocks));
        assertTrue(String.valueOf(e.getMessage()).contains(message), e::getMessage);
    }
}
