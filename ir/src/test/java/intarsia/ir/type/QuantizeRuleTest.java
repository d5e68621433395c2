package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantizeRuleTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20260101L);

    @ParameterizedTest
    @ValueSource(strings = {"Q8_0", "Q4_0", "u4g32", "u3g64_sbf16", "i8g32_sf32", "i1g8", "u5g48_sue5m3_mf16", "u4g32_zu4", "u8g16_zi9",
        "f4e2m1g32_se8m0", "f8e4m3fng16_sue4m3", "nf4g64_sf32", "ternaryg32", "bipolar1g32", "bipolar3g16_se8m0", "u4g32_mf32/halves",
        "Q4_1", "Q5_0", "Q5_1", "Q8_1", "Q8_K", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "IQ4_XS", "TQ2_0", "MXFP4", "NVFP4", "Q1_0", "Q2_0",
        "mx_i8", "mx_f8e4m3fn", "mx_f6e2m3", "nv_f4e2m1", "nv_i4", "bfp_i5g16", "u4g32_su6@f16g256_mu6@f16g256", "u4g128_su8@f16g512_zu4",
        "i8g32_sf32_sum", "i8g32_sf32_sum8", "i16m127g32_sf32_sum16", "u5g48_sue5m3_mue5m3"})
    void everyCodeIsTheNearestUnderTheStoredFields(String text) {
        System.out.println(text + " with -Dintarsia.seed=" + SEED);
        var format = BlockFormat.parse(text);
        var random = new Random(SEED);
        for (int round = 0; round < 24; round++) {
            float size = (float) Math.scalb(1.0, random.nextInt(12) - 6);
            float[] row = new float[format.elements() * 2];
            for (int i = 0; i < row.length; i++) {
                // Small multiples of a power of two land on ties; a 10^4 outlier is what real models hold.
                row[i] = switch (round % 3) {
                    case 0 -> (float) random.nextGaussian() * size;
                    case 1 -> (random.nextInt(31) - 15) * size / 2;
                    default -> i == 5 ? 1e4f : (float) random.nextGaussian();
                };
            }
            checkNearest(format, row);
        }
        checkNearest(format, new float[format.elements()]);
    }

    @ParameterizedTest
    @CsvSource({"i8g32_sf32_sum, 32", "i8g32_sf32_sum8, 8", "i16m127g32_sf32_sum16, 16", "i4g24_sf16_sum1, 1"})
    void sumsAreOfTheCodesOfEachPart(String text, int part) {
        var format = BlockFormat.parse(text);
        assertEquals(text, format.toString());
        var random = new Random(SEED);
        float[] row = new float[format.elements() * 3];
        for (int i = 0; i < row.length; i++) row[i] = i % 41 == 7 ? -1e4f : (float) random.nextGaussian();
        for (QuantizeRule rule : new QuantizeRule[] {QuantizeRule.SINGLE, QuantizeRule.EXACT}) {
            var memory = MemorySegment.ofArray(rule.quantize(format, row));
            Field sum = format.fields(Role.SUM).getFirst();
            assertEquals(part, sum.granularity());
            for (int from = 0; from < row.length; from += part) {
                double total = 0;
                for (int i = from; i < from + part; i++) total += format.fieldValue(format.code(), memory, 0, i);
                assertEquals(total, format.fieldValue(sum, memory, 0, from), rule + " of " + text + " from " + from + ", -Dintarsia.seed=" + SEED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"i8g32_sf32_sum5", "i8g32_sf32_sum64", "i8g32_sf32_sum0", "i8g32_sf32_sum08"})
    void sumsOfPartsThatAGroupIsNotAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> BlockFormat.parse(text));
    }

    private static void checkNearest(BlockFormat format, float[] row) {
        byte[] bytes = QuantizeRule.EXACT.quantize(format, row);
        var memory = MemorySegment.ofArray(bytes);
        Field code = format.code();
        for (int i = 0; i < row.length; i++) {
            long chosen = code.packing().read(bytes, 0, i);
            BigDecimal best = error(format, memory, i, chosen, row[i]);
            for (long other : EncodeTest.canonicalCodes(code.type())) {
                double value = code.decode(other, 0);
                if (!Double.isFinite(value) || (format.fit() != Fit.REACH && Math.abs(value) > code.greatest())) {
                    continue;
                }
                BigDecimal error = error(format, memory, i, other, row[i]);
                int side = best.compareTo(error);
                String where = format + " element " + i + " = " + row[i] + ": code " + chosen + ", but " + other;
                assertTrue(side <= 0, () -> where + " is nearer");
                boolean sameValue = code.type().decode(chosen) == code.type().decode(other);
                boolean plainTie = side == 0 && !sameValue && !(code.type() instanceof CodeBook)
                    && format.scale(memory, 0, i) != 0;
                assertTrue(!plainTie || (chosen & 1) == 0, () -> where + " is as near and even");
            }
        }
    }

    private static BigDecimal error(BlockFormat format, MemorySegment memory, int i, long code, float x) {
        BigDecimal steps = new BigDecimal(format.code().decode(code, 0));
        BigDecimal scale = BigDecimal.ONE;
        BigDecimal min = format.fields(Role.MIN).isEmpty() ? BigDecimal.ZERO : BigDecimal.ONE;
        for (Field f : format.fields()) {
            BigDecimal value = f.role() == Role.CODE ? BigDecimal.ZERO : new BigDecimal(format.fieldValue(f, memory, 0, i));
            switch (f.role()) {
                case SCALE -> scale = scale.multiply(value);
                case ZERO -> steps = steps.subtract(value);
                case MIN -> min = min.multiply(value);
                case CODE, OFFSET, SUM -> { }
            }
        }
        return steps.multiply(scale).add(min).subtract(new BigDecimal(x)).abs();
    }

    @ParameterizedTest
    @ValueSource(strings = {"u4g4_sf32_mf32", "u4g4_sf32_zf16"})
    void valuesTooSmallToMoveADoubleStillDecideATie(String text) {
        // Scale 1 and 2.5 below zero: the two small values are 2.5 steps up, and a little.
        float[] row = {-2.5f, 12.5f, 1e-30f, -1e-30f};
        var format = BlockFormat.parse(text);
        byte[] bytes = QuantizeRule.EXACT.quantize(format, row);
        assertEquals(1.0, format.scale(MemorySegment.ofArray(bytes), 0, 0));
        assertEquals(3, format.code().packing().read(bytes, 0, 2));
        assertEquals(2, format.code().packing().read(bytes, 0, 3));
    }

    @Test
    void exactUsesTheWholeCodeRange() {
        float[] row = new float[32];
        row[3] = 4;
        row[4] = -1;
        byte[] bytes = QuantizeRule.EXACT.quantize(GgufFormats.of("Q4_0"), row);
        assertEquals(DType.F16.encode(-0.5), GgufFormats.of("Q4_0").field(Field.SCALE).packing().read(bytes, 0, 0)); // 4 is code 0, −8 steps of −1/2
        assertEquals(0, GgufFormats.of("Q4_0").code().packing().read(bytes, 0, 3));
    }

    @Test
    void ggmlRoundsHalvesAwayFromZeroAndUsesTheUnroundedScale() {
        float[] row = new float[32];
        row[0] = 127;
        row[1] = 2.5f;
        row[2] = -2.5f;
        row[31] = -126.49f;
        byte[] want = new byte[34];
        want[1] = 0x3C; // f16 1
        want[2] = 127;
        want[3] = 3;
        want[4] = -3;
        want[33] = -126;
        assertArrayEquals(want, QuantizeRule.GGML.quantize(GgufFormats.of("Q8_0"), row));
    }

    @Test
    void ggmlGivesTheFirstExtremeTheCodeZero() {
        float[] row = new float[32];
        row[0] = 8; // d = −1
        row[1] = -8; // code 16, cut to 15
        row[16] = 0.5f; // −0.5 + 8.5 = 8
        row[17] = -0.5f; // 9
        byte[] bytes = QuantizeRule.GGML.quantize(GgufFormats.of("Q4_0"), row);
        assertEquals((byte) 0xBC, bytes[1]);
        assertEquals((byte) 0x80, bytes[2]);
        assertEquals((byte) 0x9F, bytes[3]);
        assertEquals((byte) 0x88, bytes[4]);
    }

    /** Hash codes of the bytes that C without fused operations makes by ggml's search, of the same numbers. */
    @ParameterizedTest
    @CsvSource({"Q2_K, -1380660968", "Q3_K, 1776709440", "Q4_K, -1763322039", "Q5_K, -649752481", "Q6_K, -945275054"})
    void ggmlSearchesScalesOfTwoLevels(String name, int hash) {
        assertEquals(hash, Arrays.hashCode(QuantizeRule.GGML.quantize(GgufFormats.of(name), blocks())));
    }

    /** Blocks of 60 kinds: ordinary, tiny, with zeros and a mean, whole numbers, outliers, of one sign by halves; equal numbers, and zeros. */
    private static float[] blocks() {
        Random r = new Random(5);
        float[] x = new float[256 * 60];
        for (int i = 0; i < x.length; i++) {
            double v = switch (i / 256 % 6) {
                case 0 -> r.nextGaussian();
                case 1 -> r.nextGaussian() * 1e-3;
                case 2 -> i / 16 % 3 == 0 ? 0 : r.nextGaussian() + 2;
                case 3 -> r.nextInt(-9, 10);
                case 4 -> i % 77 == 5 ? 1e4 : r.nextGaussian();
                default -> i / 32 % 2 == 0 ? -Math.abs(r.nextGaussian()) : Math.abs(r.nextGaussian()) * 0.1;
            };
            x[i] = i / 256 == 59 ? 0 : i / 256 == 58 ? 1.5f : i / 256 == 57 ? (float) (r.nextGaussian() * 1e-9) : (float) v;
        }
        return x;
    }

    @Test
    void whatCannotBeQuantisedIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> QuantizeRule.GGML.quantize(GgufFormats.of("Q8_0"), new float[33]));
        assertThrows(IllegalArgumentException.class, () -> QuantizeRule.GGML.quantize(BlockFormat.parse("u4g32"), new float[32]));
        float[] row = new float[32];
        row[7] = Float.NaN;
        var e = assertThrows(IllegalArgumentException.class, () -> QuantizeRule.EXACT.quantize(GgufFormats.of("Q8_0"), row));
        assertEquals("value 7 is NaN; Q8_0 holds finite values", e.getMessage());
    }

    @Test
    void singleTakesTheLargestOver127AndNearestCodesToBothSides() {
        var format = BlockFormat.parse("i8g4_sf32_sum");
        float[] row = {1, -2.54f, 0.01f, 0.03f, 0, -0f, 0, 0, 7 * Float.MIN_VALUE, -Float.MIN_VALUE, 0, 0, Float.NaN, 1, 0, 0, Float.POSITIVE_INFINITY, 1, 0, 0};
        byte[] bytes = QuantizeRule.SINGLE.quantize(format, row);
        var memory = MemorySegment.ofArray(bytes);
        assertEquals(2.54f / 127, (float) format.fieldValue(format.fields(Role.SCALE).getFirst(), memory, 0, 0));
        assertArrayEquals(new byte[] {50, -127, 0, 2}, java.util.Arrays.copyOf(bytes, 4)); // 0.01 and 0.03 are 0.5 and 1.5 steps: ties, but for the rounding of the scale
        assertEquals(50 - 127 + 2, format.fieldValue(format.fields(Role.SUM).getFirst(), memory, 0, 0));
        assertEquals(0, format.fieldValue(format.fields(Role.SCALE).getFirst(), memory, 0, 4));
        assertEquals(0, format.dequantize(memory, 0, 5));
        assertEquals(0, format.dequantize(memory, 0, 8)); // its scale is below the least number
        assertTrue(Double.isNaN(format.fieldValue(format.fields(Role.SCALE).getFirst(), memory, 0, 12)));
        assertEquals(Float.MAX_VALUE, format.fieldValue(format.fields(Role.SCALE).getFirst(), memory, 0, 16));
        assertEquals(127, format.fieldValue(format.fields(Role.CODE).getFirst(), memory, 0, 16));
    }

    @ParameterizedTest
    @ValueSource(strings = {"i8g32_sf32", "Q8_0", "Q4_0", "u4g32_zu4", "u8g16_zf32", "u5g48_sue5m3_mf16", "u3g8_sf32_mf32", "i4g8_sf32"})
    void singleIsWithinAStepOfTheValue(String text) {
        var format = BlockFormat.parse(text);
        var random = new Random(SEED);
        float[] row = new float[format.elements() * 4];
        for (int i = 0; i < row.length; i++) row[i] = (float) random.nextGaussian();
        var memory = MemorySegment.ofArray(QuantizeRule.SINGLE.quantize(format, row));
        for (int i = 0; i < row.length; i++) {
            double step = Math.abs(format.fieldValue(format.fields(Role.SCALE).getFirst(), memory, 0, i));
            boolean shifted = !format.fields(Role.ZERO).isEmpty() || !format.fields(Role.MIN).isEmpty();
            // Half a step of the code; the zero point is rounded too, and a scale that is rounded down cuts the ends by a part of it.
            double slack = shifted || !format.fields(Role.SCALE).getFirst().type().equals(DType.F32) ? 1.5 : 0.5001;
            assertEquals(row[i], format.dequantize(memory, 0, i), slack * step, text + " element " + i + ", -Dintarsia.seed=" + SEED);
        }
    }
}
