package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DTypeTest {
    static Stream<DType> allTypes() {
        return Stream.concat(Types.upTo16(),
            Stream.of("u24", "i33", "u53", "i64", "u64", "bipolar32", "tf32", "f32", "f64", "posit32_4", "quaternary").map(DType::parse));
    }

    @ParameterizedTest
    @MethodSource("allTypes")
    void textIsTheIdentity(DType type) {
        assertEquals(type, DType.parse(type.toString()));
        assertEquals(type, DType.parse(type.toString().toUpperCase(Locale.ROOT)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "u0", "u65", "i03", "f9e4m4", "f8e4m4", "f4e4m0", "f3e0m2", "f4e2m1fn", "f8e4m3x", "ue2m3",
        "shift1", "shift9", "posit1_0", "posit33_1", "posit8_5", "posit8", "bipolar0", "bipolar33", "float", "u4g32", "nf5", "e5m0"})
    void textThatNamesNoTypeIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> DType.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"f8e4m3fn,448", "f8e4m3,240", "f8e3m4,15.5", "f8e5m2,57344", "f8e4m3fnuz,240", "f8e5m2fnuz,57344", "ue4m3,448",
        "ue5m3,114688", "f4e2m1,6", "f6e3m2,28", "f6e2m3,7.5", "f4e3m0,16", "f16,65504", "i8,127", "u3,7", "bipolar4,15",
        "shift4,128", "posit8_0,64", "posit8_2,16777216", "posit16_1,268435456", "nf4,1", "dynamic8,1", "i1,0"})
    void greatestFiniteValueIsTheSpecified(String name, double max) {
        assertEquals(max, DType.parse(name).maxFinite());
    }

    @Test
    void decodeTablesAreTheSpecified() {
        table("f4e2m1", 0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6);
        table("f4e3m0", 0, 0.25, 0.5, 1, 2, 4, 8, 16, -0.0, -0.25, -0.5, -1, -2, -4, -8, -16);
        table("f3e1m1", 0, 1, 2, 3, -0.0, -1, -2, -3);
        table("f4e1m2", 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, -0.0, -0.5, -1, -1.5, -2, -2.5, -3, -3.5);
        table("bipolar2", -3, -1, 1, 3);
        table("i3", 0, 1, 2, 3, -4, -3, -2, -1);
        table("i1", 0, -1);
        table("shift3", 1, 2, 4, 8, -1, -2, -4, -8);
        table("posit4_1", 0, 0.0625, 0.25, 0.5, 1, 2, 4, 16, Double.NaN, -16, -4, -2, -1, -0.5, -0.25, -0.0625);
        table("posit2_0", 0, 1, Double.NaN, -1);
    }

    private static void table(String name, double... want) {
        DType type = DType.parse(name);
        assertArrayEquals(want, LongStream.range(0, want.length).mapToDouble(type::decode).toArray(), name);
    }

    @Test
    void singleCodesAreTheSpecified() {
        assertEquals(0x1p-127, DType.E8M0.decode(0));
        assertEquals(0x1p127, DType.E8M0.decode(254));
        assertTrue(Double.isNaN(DType.E8M0.decode(255)));
        assertEquals(0, DType.E8M0.encode(-3));
        assertEquals(0, DType.E8M0.encode(0));
        assertEquals(128, DType.E8M0.encode(3)); // the mean of 2 (128) and 4 (129)
        assertTrue(Double.isNaN(DType.parse("ue4m3").decode(0x7F)));
        assertTrue(Double.isNaN(DType.parse("ue5m3").decode(0xFF)));
        assertEquals(0, DType.parse("f8e4m3fnuz").encode(-0.0));
        assertEquals(0, DType.parse("f8e4m3fnuz").encode(-1e-9));
        assertEquals(0x80, DType.parse("f8e4m3").encode(-1e-9));
        assertEquals(0, DType.parse("shift4").encode(-0.0));
        assertEquals(0x8, DType.parse("shift4").encode(-1e-9));
        assertFalse(DType.parse("ue4m3").isSigned());
        assertEquals(8, DType.parse("ue4m3").bits());
    }

    @Test
    void positsTieAtThePositOneBitLongerAndNeverBecomeZeroOrNaR() {
        DType posit = DType.parse("posit4_1");
        assertEquals(6, posit.encode(8)); // between 4 and 16 the tie is 8, not 10, and code 6 is even
        assertEquals(7, posit.encode(Math.nextUp(8.0)));
        assertEquals(1, posit.encode(Double.MIN_VALUE));
        assertEquals(15, posit.encode(-1e-300));
        assertEquals(7, posit.encode(1e300, Overflow.INFINITY));
        assertEquals(8, posit.encode(Double.NEGATIVE_INFINITY, Overflow.INFINITY));
        assertEquals(9, posit.encode(Double.NEGATIVE_INFINITY));
        assertThrows(ArithmeticException.class, () -> posit.encode(17, Overflow.ERROR));
        assertEquals(0, posit.encode(-0.0));
    }

    @Test
    void quaternaryIsComplexAndSaysSo() {
        var q = DType.QUATERNARY;
        for (int code = 0; code < 4; code++) {
            assertEquals(code, q.encode(q.real().decode(code), q.imaginary().decode(code)));
        }
        assertEquals(0, q.encode(2, -2));
        assertEquals(3, q.encode(0.5, -0.75));
        assertEquals(0, q.encode(0, 0));
        var e = assertThrows(IllegalArgumentException.class, () -> q.decode(1));
        assertEquals("quaternary is complex: legal only in complex ops; take its parts, the bits as lut2(1,0,-1,0) (real) or lut2(0,1,0,-1)"
            + " (imaginary)", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> q.encode(1.0));
        assertThrows(ArithmeticException.class, () -> q.encode(Double.NaN, 0));
    }

    @Test
    void halvesAgreeWithThePlatformOnRandomFloatsAndEdges() {
        long seed = Long.getLong("intarsia.seed", 20260101L);
        System.out.println("f16 with -Dintarsia.seed=" + seed);
        var random = new Random(seed);
        for (int i = 0; i < 1_000_000; i++) {
            // Half of the samples in the range of f16, its subnormals included.
            int bits = random.nextInt();
            half(Float.intBitsToFloat((i & 1) == 0 ? bits : (bits & 0x8FFFFFFF) | 0x30000000));
        }
        for (int code = 0; code < 0x7C00; code++) {
            float tie = (float) ((DType.F16.decode(code) + (code == 0x7BFF ? 65536 : DType.F16.decode(code + 1))) / 2);
            for (float x : new float[] {Math.nextDown(tie), tie, Math.nextUp(tie)}) {
                half(x);
                half(-x);
            }
        }
        half(Float.POSITIVE_INFINITY);
        half(Float.NEGATIVE_INFINITY);
    }

    private static void half(float x) {
        long want = Float.isNaN(x) ? 0x7E00 : Float.floatToFloat16(x) & 0xFFFF;
        assertEquals(want, DType.F16.encode(x), () -> "f16 of " + x);
    }

    @Test
    void doublesAndFloatsAreTheirOwnBits() {
        long seed = Long.getLong("intarsia.seed", 20260101L);
        System.out.println("f32, f64 with -Dintarsia.seed=" + seed);
        var random = new Random(seed);
        for (int i = 0; i < 300_000; i++) {
            double d = switch (i) {
                case 0 -> -0.0;
                case 1 -> Double.MIN_VALUE;
                case 2 -> Double.MAX_VALUE;
                case 3 -> Double.NEGATIVE_INFINITY;
                case 4 -> Math.nextDown(0x1p-1022);
                default -> Double.longBitsToDouble(random.nextLong());
            };
            assertEquals(Double.doubleToLongBits(d), DType.F64.encode(d));
            assertEquals(Double.doubleToLongBits(d), Double.doubleToLongBits(DType.F64.decode(DType.F64.encode(d))));
            double nearF32 = i % 2 == 0 ? d : Float.intBitsToFloat(random.nextInt()) * (1 + random.nextInt(3) * 0x1p-24);
            assertEquals(Float.floatToIntBits((float) nearF32) & 0xFFFF_FFFFL, DType.F32.encode(nearF32), () -> "f32 of " + nearF32);
            float f = Float.intBitsToFloat(random.nextInt());
            assertEquals(Float.floatToIntBits(f), Float.floatToIntBits((float) DType.F32.decode(DType.F32.encode(f))));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {53, 54, 63, 64})
    void wideIntegersAreExactThroughLongs(int bits) {
        var random = new Random(bits);
        for (boolean signed : new boolean[] {false, true}) {
            var type = new IntType(bits, signed);
            for (int i = 0; i < 1000; i++) {
                long code = random.nextLong() & DType.mask(bits);
                assertEquals(code, type.encodeLong(type.decodeLong(code)));
                var exact = signed ? BigInteger.valueOf(type.decodeLong(code)) : new BigInteger(Long.toUnsignedString(code));
                assertEquals(exact.doubleValue(), type.decode(code), () -> type + " " + exact);
            }
        }
    }

    @Test
    void integersClampAndRoundHalfToEven() {
        assertEquals(2, DType.U8.encode(2.5));
        assertEquals(4, DType.U8.encode(3.5));
        assertEquals(0x80, DType.I8.encode(-1000));
        assertEquals(-1L, DType.U64.encode(Double.POSITIVE_INFINITY));
        assertEquals(Long.MIN_VALUE, DType.U64.encode(0x1p63));
        assertEquals(Long.MAX_VALUE, DType.I64.encode(0x1p63));
        assertEquals(Long.MIN_VALUE, DType.I64.encode(-0x1p70));
        assertEquals(255, new IntType(8, false).encodeLong(Long.MAX_VALUE));
        assertEquals(0, new IntType(8, false).encodeLong(-1));
        assertThrows(ArithmeticException.class, () -> DType.U8.encode(255.5, Overflow.ERROR));
        assertThrows(ArithmeticException.class, () -> new IntType(8, true).encodeLong(128, Overflow.ERROR));
    }
}
