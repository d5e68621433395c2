package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockFormatTest {
    @ParameterizedTest
    @CsvSource({"u4g32,u4g32_sf16,18,8", "u4g32/dense,u4g32_sf16,18,8", "U4G32/Halves,u4g32_sf16/halves,18,8", "i8g32_sf32,i8g32_sf32,36,0",
        "u3g64_sbf16,u3g64_sbf16,26,4", "u4g32_c8,u4g32_sf16,18,8", "u4g32_c0,u4g32_sf16_c0,18,0", "u4g128_zu4,u4g128_sf16_zu4,67,0",
        "u5g48_sue5m3_mue5m3,u5g48_sue5m3_mue5m3,32,0", "bipolar1g32,bipolar1g32_sf16,6,0", "ternaryg32,ternaryg32_sf16,10,0",
        "f4e2m1g32_se8m0,f4e2m1g32_se8m0,17,0", "i4g3,i4g3_sf16,4,0", "q8_0,Q8_0,34,0", "Q4_0,Q4_0,18,8"})
    void textGivesNameSizeAndCentre(String text, String name, int bytes, double centre) {
        var format = BlockFormat.parse(text);
        assertEquals(name, format.toString());
        assertEquals(bytes, format.bytes());
        assertEquals(centre, format.code().centre());
        assertEquals(format, Format.parse(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"u4g", "u4g0", "u4g32_", "u4g32_sx9", "u4g32/spiral", "u3g32/halves", "u4g31/halves", "u4g32_zu4_c3",
        "f4e2m1g32_c2", "Q4_X", "u4g9999999", "u4grow", "f16/halves", "g32"})
    void textThatNamesNoFormatIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Format.parse(text));
    }

    @Test
    void ggufNamesOfPlainTypesAreTypes() {
        assertEquals(DType.F16, Format.parse("F16"));
        assertEquals(DType.BF16, Format.parse("BF16"));
        assertThrows(IllegalArgumentException.class, () -> BlockFormat.parse("f16"));
    }

    @Test
    void rowsAreWholeBlocksOrRoundUpToBytes() {
        assertEquals(34 * 3, GgufFormats.of("Q8_0").bytes(96));
        assertEquals(2, DType.parse("u3").bytes(5));
        assertEquals(0, DType.F32.bytes(0));
        var e = assertThrows(IllegalArgumentException.class, () -> GgufFormats.of("Q8_0").bytes(172));
        assertEquals("a row of Q8_0 holds a multiple of 32 elements, found 172", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> DType.F32.bytes(-1));
        assertThrows(IllegalArgumentException.class, () -> DType.F32.bytes(Long.MAX_VALUE));
    }

    @Test
    void q8BlocksDecodeAsGgufLaysThemOut() {
        byte[] bytes = new byte[3 + 68];
        bytes[3 + 34] = 0x00;
        bytes[3 + 35] = (byte) 0xB8; // f16 −0.5
        bytes[3 + 36] = -128;
        bytes[3 + 67] = 127;
        var memory = MemorySegment.ofArray(bytes);
        assertEquals(64.0, GgufFormats.of("Q8_0").dequantize(memory, 3, 32));
        assertEquals(-63.5, GgufFormats.of("Q8_0").dequantize(memory, 3, 63));
        assertEquals(-0.0, GgufFormats.of("Q8_0").dequantize(memory, 3, 40)); // 0 · −0.5
        assertEquals(0.0, GgufFormats.of("Q8_0").dequantize(memory, 3, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> GgufFormats.of("Q8_0").dequantize(memory, 3, 64));
    }

    @Test
    void q4BlocksDecodeAsGgufLaysThemOut() {
        byte[] bytes = new byte[18];
        bytes[1] = 0x40; // f16 2
        bytes[2] = (byte) 0xF1; // elements 0 and 16
        bytes[17] = 0x08; // elements 15 and 31
        var memory = MemorySegment.ofArray(bytes);
        assertEquals(2.0 * (1 - 8), GgufFormats.of("Q4_0").dequantize(memory, 0, 0));
        assertEquals(2.0 * (15 - 8), GgufFormats.of("Q4_0").dequantize(memory, 0, 16));
        assertEquals(0.0, GgufFormats.of("Q4_0").dequantize(memory, 0, 15));
        assertEquals(-16.0, GgufFormats.of("Q4_0").dequantize(memory, 0, 31));
    }

    @Test
    void zeroPointsAreSubtractedAndMinimaAdded() {
        var zero = BlockFormat.parse("u2g4_sf32_zu4"); // 1 byte of codes, 4 of scale, 1 of zero
        byte[] bytes = {(byte) 0b11_10_01_00, 0, 0, 0, 0x40, 9};
        assertEquals(2.0 * (0 - 9), zero.dequantize(MemorySegment.ofArray(bytes), 0, 0));
        assertEquals(2.0 * (3 - 9), zero.dequantize(MemorySegment.ofArray(bytes), 0, 3));
        var min = BlockFormat.parse("u2g4_sf32_mi8");
        bytes[5] = -7;
        assertEquals(-7.0, min.dequantize(MemorySegment.ofArray(bytes), 0, 0));
        assertEquals(-1.0, min.dequantize(MemorySegment.ofArray(bytes), 0, 3));
    }

    @Test
    void plainTypesAreReadAsOneBitString() {
        byte[] bytes = {0, (byte) 0b10_001_101, 0b0000011_1};
        var u3 = DType.parse("u3");
        var memory = MemorySegment.ofArray(bytes);
        assertEquals(5.0, u3.dequantize(memory, 1, 0));
        assertEquals(1.0, u3.dequantize(memory, 1, 1));
        assertEquals(6.0, u3.dequantize(memory, 1, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> u3.dequantize(memory, 1, 6));
        assertThrows(IndexOutOfBoundsException.class, () -> u3.dequantize(memory, 1, -1));
    }

    @Test
    void fieldsThatShareBitsOrAreMissingAreRefused() {
        var scale = Field.of(Role.SCALE, Field.SCALE, DType.F16, 4, Packing.dense(16, 1).within(0, 6));
        refused("share bit", scale, Field.of(Role.CODE, Field.CODE, DType.I8, 1, Packing.dense(8, 4).within(1, 6)));
        refused("one code", scale);
        refused("named scale", scale, Field.of(Role.SCALE, Field.SCALE, DType.F16, 4, Packing.dense(16, 1).within(2, 6)));
        refused("packs 8 values", scale, Field.of(Role.CODE, Field.CODE, DType.U4, 1, Packing.dense(4, 8).within(2, 6)));
        refused("6", scale, Field.of(Role.CODE, Field.CODE, DType.I8, 1, Packing.dense(8, 4).within(2, 7)));
        assertThrows(IllegalArgumentException.class, () -> scale.withCentre(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> scale.withUnit(3));
        assertThrows(IllegalArgumentException.class, () -> Field.of(Role.CODE, Field.CODE, DType.U4, 1, Packing.dense(8, 4)));
    }

    private static void refused(String message, Field... fields) {
        var e = assertThrows(IllegalArgumentException.class, () -> new BlockFormat("broken", 1, 4, 6, List.of(fields), Fit.REACH));
        assertTrue(String.valueOf(e.getMessage()).contains(message), e::getMessage);
    }
}
