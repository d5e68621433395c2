package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors, levels of scales, shared exponents, and rules beside the exact one. */
final class QuantizeFamiliesTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20260104L);

    private static float[] gaussian(int n) {
        var random = new Random(SEED);
        float[] row = new float[n];
        for (int i = 0; i < n; i++) {
            row[i] = (float) random.nextGaussian();
        }
        return row;
    }

    /** The root of the mean squared error over that of the values. */
    private static double error(BlockFormat format, float[] row, QuantizeRule rule) {
        var memory = MemorySegment.ofArray(rule.quantize(format, row));
        double error = 0;
        double all = 0;
        for (int i = 0; i < row.length; i++) {
            error += Math.pow(format.dequantize(memory, 0, i) - row[i], 2);
            all += Math.pow(row[i], 2);
        }
        return Math.sqrt(error / all);
    }

    static java.util.stream.Stream<BlockFormat> grids() {
        return GgufGridFormats.NAMES.stream().map(GgufGridFormats::of);
    }

    @ParameterizedTest
    @MethodSource("grids")
    void vectorsThatTheFormatHoldsAreFound(BlockFormat format) {
        System.out.println(format + " with -Dintarsia.seed=" + SEED);
        byte[] block = new byte[format.bytes()];
        new Random(SEED).nextBytes(block);
        format.fields(Role.SCALE).getFirst().packing().write(block, 0, 0, DType.F16.encode(0.75));
        var memory = MemorySegment.ofArray(block);
        float[] values = new float[256];
        for (int e = 0; e < 256; e++) {
            values[e] = (float) format.value(memory, 0, e);
        }
        byte[] again = block.clone();
        format.fields(Role.CODE).forEach(f -> {
            for (int v = 0; v < f.packing().elements(); v++) {
                f.packing().write(again, 0, v, 0);
            }
        });
        new CodeWriter(format).write(values, MemorySegment.ofArray(again), 0);
        for (int e = 0; e < 256; e++) {
            assertEquals(values[e], format.value(MemorySegment.ofArray(again), 0, e) + 0.0, 0.0);
        }
    }

    @ParameterizedTest
    @CsvSource({"Q2_K,0.31", "Q3_K,0.16", "Q4_K,0.08", "Q5_K,0.038", "Q6_K,0.019", "IQ4_XS,0.10", "IQ4_NL,0.095", "Q8_K,0.009", "TQ1_0,0.85", "IQ2_XXS,0.7",
        "IQ3_S,0.4", "IQ1_S,0.8", "mx_f4e2m1,0.16", "mx_f8e4m3fn,0.04", "mx_i8,0.012", "nv_f4e2m1,0.12", "nv_i4,0.11", "nf4_double,0.1", "bfp_i8g16,0.02",
        "u4g128_su8@f16g512_zu4,0.13"})
    void errorsOfGaussianRowsStayBelowWhatTheWidthAllows(String name, double bound) {
        var format = BlockFormat.parse(name);
        float[] row = gaussian(Math.max(512, format.elements()));
        double error = error(format, row, QuantizeRule.EXACT);
        System.out.println(name + ": " + error);
        assertTrue(error < bound && error > bound / 5, () -> name + " is " + error + " off");
        assertEquals(0, error(format, new float[format.elements()], QuantizeRule.EXACT) > 0 ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Q4_0", "u4g32", "u3g64_zu3", "u4g32_mf16", "Q4_K", "Q3_K", "nf4g64_sf32", "nv_i4", "mx_f4e2m1"})
    void searchedScalesAreNoWorse(String name) {
        var format = BlockFormat.parse(name);
        float[] row = gaussian(4 * 256 * 8);
        double exact = error(format, row, QuantizeRule.EXACT);
        double searched = error(format, row, QuantizeRule.LEAST_SQUARES);
        System.out.println(name + ": " + exact + " exact, " + searched + " searched");
        assertTrue(searched < exact, () -> searched + " searched, " + exact + " exact");
    }

    @Test
    void wordsOfTritsHoldWhatDenseTritsHold() {
        float[] row = gaussian(3 * 32);
        var dense = BlockFormat.parse("ternaryg32");
        var words = BlockFormat.parse("ternaryg32/base3");
        var a = MemorySegment.ofArray(QuantizeRule.EXACT.quantize(dense, row));
        var b = MemorySegment.ofArray(QuantizeRule.EXACT.quantize(words, row));
        for (int i = 0; i < row.length; i++) {
            assertEquals(dense.dequantize(a, 0, i) + 0.0, words.dequantize(b, 0, i) + 0.0);
        }
        assertEquals(7 + 2, words.bytes());
    }

    @Test
    void sharedExponentsAreThoseOfOcpOrRoundedUp() {
        var format = BlockFormat.parse("mx_f4e2m1");
        float[] row = new float[32];
        row[7] = -7; // 4 ≤ 7 < 8 as 6 is, so the exponent is 0, and 7 saturates
        row[8] = 1;
        var floor = MemorySegment.ofArray(QuantizeRule.EXACT.quantize(format, row));
        assertEquals(-6.0, format.dequantize(floor, 0, 7));
        assertEquals(1.0, format.scale(floor, 0, 7));
        var up = MemorySegment.ofArray(QuantizeRule.ROUND_UP.quantize(format, row));
        assertEquals(2.0, format.scale(up, 0, 7));
        assertEquals(-8.0, format.dequantize(up, 0, 7)); // −3.5 steps lie between 3 and 4, whose last bit is 0
        var whole = MemorySegment.ofArray(QuantizeRule.ROUND_UP.quantize(format, new float[] {6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0}));
        assertEquals(1.0, format.scale(whole, 0, 0));
    }

    @Test
    void symmetricFamiliesLeaveTheLastNegativeCodeOut() {
        for (String name : new String[] {"mx_i8", "nv_i4", "i8g32_sf32_sum", "Q8_1"}) {
            var format = BlockFormat.parse(name);
            float[] row = new float[format.elements()];
            java.util.Arrays.fill(row, -1.9999f);
            var memory = MemorySegment.ofArray(QuantizeRule.EXACT.quantize(format, row));
            for (int i = 0; i < row.length; i++) {
                assertTrue(format.fieldValue(format.code(), memory, 0, i) >= -format.code().greatest(), name);
            }
        }
    }

    @Test
    void sumsAreOfCodesOrOfValues() {
        float[] row = gaussian(32);
        for (String name : new String[] {"i8g32_sf32_sum", "Q8_1"}) {
            var format = BlockFormat.parse(name);
            var memory = MemorySegment.ofArray(QuantizeRule.EXACT.quantize(format, row));
            double codes = 0;
            double values = 0;
            for (int i = 0; i < 32; i++) {
                codes += format.fieldValue(format.code(), memory, 0, i);
                values += format.dequantize(memory, 0, i);
            }
            double sum = format.fieldValue(format.field("sum"), memory, 0, 0);
            assertEquals(name.equals("Q8_1") ? DType.F16.decode(DType.F16.encode(values)) : codes, sum);
        }
    }

    /** The checksums are those of gguf-py 0.19 (quants.quantize) on the same numbers. */
    @ParameterizedTest
    @CsvSource({"Q8_0,1cd3d751", "Q4_0,77f78bb0", "Q4_1,bc6c3600", "Q5_0,e3bc2518", "Q5_1,629a8e00", "TQ1_0,c0c54493", "TQ2_0,78265878", "MXFP4,376791c1"})
    void ggmlMakesTheBytesOfItsReference(String name, String checksum) {
        float[] row = new float[256 * 64];
        long state = 1;
        for (int i = 0; i < row.length; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            row[i] = ((state >>> 40) - (1 << 23)) / (float) (1 << 20);
        }
        var crc = new CRC32();
        crc.update(QuantizeRule.GGML.quantize(BlockFormat.parse(name), row));
        assertEquals(checksum, String.format("%08x", crc.getValue()));
    }

    @Test
    void aFormatOfOnesOwnTakesAName() {
        var mine = BlockFormat.parse("u5g48_sue5m3_mue5m3");
        byte[] blocks = QuantizeRule.EXACT.quantize(mine, gaussian(96));
        assertEquals(0.3, mine.dequantize(MemorySegment.ofArray(blocks), 0, 50), 5);
        assertEquals(48 * 5 / 8 + 2, mine.bytes());
    }

    @Test
    void aFormatOfOnesOwnIsAListOfFields() {
        var pairs = BlockFormat.builder("pairs", 4, 2).one(Role.SCALE, Field.SCALE, DType.parse("ue4m3"), 0)
            .vectors(Role.CODE, Field.CODE, VectorTable.of(new double[] {1, 2}, new double[] {-3, 4}), Piece.place(1, 8, 2, 1)).build();
        assertEquals(-3.0 * 2, pairs.dequantize(MemorySegment.ofArray(new byte[] {0x40, 0b10}), 0, 2));
        assertEquals(2.0 * 2, pairs.dequantize(MemorySegment.ofArray(new byte[] {0x40, 0b10}), 0, 1));
    }

    @Test
    void rulesRefuseWhatTheyDoNotKnow() {
        assertThrows(IllegalArgumentException.class, () -> QuantizeRule.GGML.quantize(GgufGridFormats.of("IQ2_XXS"), new float[256]));
        var e = assertThrows(IllegalArgumentException.class, () -> QuantizeRule.LEAST_SQUARES.quantize(GgufGridFormats.of("TQ1_0"), new float[256]));
        assertTrue(String.valueOf(e.getMessage()).contains("products or vectors in TQ1_0"), e::getMessage);
    }
}
