package intarsia.codegen.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarTest {
    private static final long[] EDGE = {0, 1, -1, 31, 63, Integer.MIN_VALUE, 0xffff_ffffL, Long.MAX_VALUE, Long.MIN_VALUE, 0x0123_4567_89ab_cdefL};
    private static final int[] NONE = new int[0];

    private static long of64(String op, long a, long b) {
        int[] r = Words.run(4, "%10: i64 = ld uniform.global(%0, %6, 0), 64, false, 1\n%20: i64 = " + op
                + " %10, %4\nst uniform.global(%3, %6, 0), 64, [%20]", new int[] {(int) a, (int) (a >> 32)}, NONE, b);
        return r[0] & 0xffff_ffffL | (long) r[1] << 32;
    }

    private static void check(String op, LongBinaryOperator want) {
        for (long a : EDGE) {
            for (long b : EDGE) {
                if (b != 0 || !op.startsWith("div") && !op.startsWith("rem")) {
                    assertEquals(want.applyAsLong(a, b), of64(op, a, b), op + " of " + a + " and " + b);
                }
            }
        }
    }

    @Test
    void wideScalarsComputeAsLongs() {
        check("add", (a, b) -> a + b);
        check("mul", (a, b) -> a * b);
        check("div", (a, b) -> a / b);
        check("rem.u", Long::remainderUnsigned);
        check("min.u", (a, b) -> Long.compareUnsigned(a, b) < 0 ? a : b);
        check("max.u", (a, b) -> Long.compareUnsigned(a, b) > 0 ? a : b);
        check("shr.s", (a, b) -> a >> b);
        check("xor", (a, b) -> a ^ b);
        check("mulhi.u", Math::unsignedMultiplyHigh);
    }

    @Test
    void bitsOfScalarsAreCountedAndProductsOfWordsHaveAnUpperHalf() {
        for (long a : EDGE) {
            int[] r = Words.run(4, """
                %10: i64 = ld uniform.global(%0, %6, 0), 64, false, 1
                %11: i64 = popcount %10
                %12: i32 = cvt.s32.s64 %10
                %13: i32 = mulhi.u %12, %12
                %14: i32 = popcount %12
                st uniform.global(%3, %6, 0), 64, [%11]
                st uniform.global(%3, %6, 8), 32, [%13]
                st uniform.global(%3, %6, 12), 32, [%14]""", new int[] {(int) a, (int) (a >> 32)}, NONE, 0);
            long low = a & 0xffff_ffffL;
            assertArrayEquals(new int[] {Long.bitCount(a), 0, (int) (low * low >>> 32), Integer.bitCount((int) a)}, new int[] {r[0], r[1], r[2], r[3]});
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0f, -0f, 1f, 65504f, 65520f, 1e-7f, -3.14159f, Float.POSITIVE_INFINITY, Float.NaN})
    void halfFloatsConvertBothWays(float x) {
        int[] r = Words.run(4, """
            %10: f32 = ld uniform.global(%0, %6, 0), 32, false, 1
            %11: i32 = cvt.f16.f32 %10
            %12: f32 = cvt.f32.f16 %11
            st uniform.global(%3, %6, 0), 32, [%11]
            st uniform.global(%3, %6, 4), 32, [%12]""", new int[] {Float.floatToRawIntBits(x)}, NONE, 0);
        short half = Float.floatToFloat16(x);
        if (Float.isNaN(x)) {
            assertTrue(Float.isNaN(Float.intBitsToFloat(r[1])));
        } else {
            assertArrayEquals(new int[] {half & 0xffff, Float.floatToRawIntBits(Float.float16ToFloat(half))}, new int[] {r[0], r[1]});
        }
    }

    @Test
    void narrowScalarsExtendAndTruncate() {
        int[] r = Words.run(4, """
            %10: i32 = ld uniform.global(%0, %6, 0), 8, true, 1
            %11: i32 = ld uniform.global(%0, %6, 0), 8, false, 1
            %12: i32 = ld uniform.global(%0, %6, 0), 16, true, 1
            %13: i64 = cvt.s64.u32 %10
            st uniform.global(%3, %6, 0), 32, [%10]
            st uniform.global(%3, %6, 4), 32, [%11]
            st uniform.global(%3, %6, 8), 16, [%12]
            st uniform.global(%3, %6, 12), 64, [%13]
            st uniform.global(%3, %6, 20), 8, [%10]""", new int[] {0x1234_85fe}, NONE, 0);
        assertArrayEquals(new int[] {-2, 0xfe, 0x85fe, -2, 0, 0xfe}, java.util.Arrays.copyOf(r, 6));
    }
}
