package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Integers whose codes end at ± a limit within their bits. */
final class IntegersOfALimitTest {
    @ParameterizedTest
    @CsvSource({"i16m127, 16, 127", "i8m127, 8, 127", "i8m1, 8, 1", "i2m1, 2, 1", "i16m32767, 16, 32767", "i32m7, 32, 7", "i32m999999999, 32, 999999999", "i64m100, 64, 100", "i33m5, 33, 5"})
    void theTextSaysBitsAndLimit(String text, int bits, int limit) {
        var type = (IntType) DType.parse(text);
        assertEquals(new IntType(bits, true, limit), type);
        assertEquals(text, type.toString());
        assertEquals(type, DType.parse(text.toUpperCase(Locale.ROOT)));
        assertEquals(-limit, type.minLong());
        assertEquals(limit, type.maxLong());
        assertEquals(-limit, type.minFinite());
        assertEquals(limit, type.maxFinite());
        assertNotEquals(DType.parse("i" + bits), type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"u16m127", "i8m128", "i2m2", "i1m1", "i16m0", "i16m0127", "i16m32768", "i16m", "i32m1000000000", "i64m2147483648", "i65m1", "i0m1"})
    void aLimitThatTheBitsDoNotHoldIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> DType.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"i16m127", "i4m5", "i2m1", "i8m127", "i13m1000"})
    void codesAreThoseWithinTheLimitAndEveryOtherIsNone(String text) {
        var type = (IntType) DType.parse(text);
        int codes = 0;
        for (long code = 0; code <= type.mask(); code++) {
            long value = type.decodeLong(code);
            assertEquals(Math.abs(value) <= type.limit(), type.isCode(code), text + " " + code);
            if (type.isCode(code)) {
                assertEquals(code, type.encodeLong(value));
                assertEquals(code, type.encode(type.decode(code)));
                codes++;
            }
        }
        assertEquals(2 * type.limit() + 1, codes);
        assertFalse(type.isCode(type.mask() + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"i16m127", "i32m127", "i64m127", "i8m127"})
    void whatLiesBeyondTheLimitSaturatesToIt(String text) {
        var type = (IntType) DType.parse(text);
        for (double x : new double[] {127.4, 127.5, 128, 129, 1e4, 1e30, Double.POSITIVE_INFINITY}) {
            assertEquals(127, type.decode(type.encode(x)), text + " of " + x);
            assertEquals(-127, type.decode(type.encode(-x)), text + " of " + -x);
        }
        assertEquals(126, type.decode(type.encode(126.5)));
        assertEquals(0, type.encode(Double.NaN));
        for (long x : new long[] {128, 1L << 40, Long.MAX_VALUE}) {
            assertEquals(127, type.decodeLong(type.encodeLong(x)), text + " of " + x);
            assertEquals(-127, type.decodeLong(type.encodeLong(-x)), text + " of " + -x);
        }
        assertEquals(-127, type.decodeLong(type.encodeLong(Long.MIN_VALUE)));
        assertThrows(ArithmeticException.class, () -> type.encode(128, Overflow.ERROR));
        assertThrows(ArithmeticException.class, () -> type.encodeLong(-128, Overflow.ERROR));
    }

    @Test
    void theLeastLongIsNoCodeOfALimit() {
        assertFalse(((IntType) DType.parse("i64m5")).isCode(Long.MIN_VALUE));
        assertTrue(((IntType) DType.parse("i64m5")).isCode(-5));
    }

    @Test
    void neighboursEndAtTheLimit() {
        var type = (IntType) DType.parse("i16m3");
        assertEquals(3, type.neighbour(3, true));
        assertEquals(2, type.neighbour(3, false));
        assertEquals(-3, type.decodeLong(type.neighbour(type.encodeLong(-3), false)));
        assertEquals(-2, type.decodeLong(type.neighbour(type.encodeLong(-3), true)));
    }
}
