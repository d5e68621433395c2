package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EncodeTest {
    /** Every type of at most 16 bits that has a name, by name. */
    static Stream<DType> narrowTypes() {
        List<String> names = new ArrayList<>(List.of("f16", "bf16", "e8m0", "nf4"));
        IntStream.rangeClosed(1, 16).forEach(b -> names.addAll(List.of("u" + b, "i" + b)));
        IntStream.rangeClosed(1, 10).forEach(b -> names.add("bipolar" + b));
        IntStream.rangeClosed(2, 8).forEach(b -> names.add("shift" + b));
        for (int x = 1; x <= 7; x++) {
            for (int y = x == 1 ? 1 : 0; x + y <= 7; y++) {
                names.add("f" + (1 + x + y) + "e" + x + "m" + y);
            }
            names.addAll(List.of("f8e" + x + "m" + (7 - x) + "fn", "f8e" + x + "m" + (7 - x) + "fnuz", "ue" + x + "m" + (8 - x)));
        }
        IntStream.rangeClosed(1, 6).forEach(x -> names.add("ue" + x + "m" + (7 - x)));
        return names.stream().map(DType::parse);
    }

    /** The codes that {@code encode} may return: one NaN, no unused top bit. */
    static List<Long> canonicalCodes(DType type) {
        boolean sevenBits = type instanceof FloatType f && !f.signed() && f.exponentBits() + f.mantissaBits() == 7;
        int count = type instanceof CodeBook book ? book.values().size() : 1 << (sevenBits ? 7 : type.bits());
        return LongStream.range(0, count)
            .filter(c -> !Double.isNaN(type.decode(c)) || c == ((FloatType) type).nanCode())
            .boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("narrowTypes")
    void everyCanonicalCodeSurvivesDecodeAndEncode(DType type) {
        for (long code : canonicalCodes(type)) {
            double value = type.decode(code);
            assertEquals(code, type.encode(value), () -> type + " code " + code + " = " + value);
            assertEquals(code, type.encode(value, Overflow.ERROR), () -> type + " code " + code + " = " + value);
        }
    }

    @ParameterizedTest
    @MethodSource("narrowTypes")
    void tiePointsAndTheirNeighboursRoundAsExactRationalsDo(DType type) {
        var oracle = new RationalOracle(type, canonicalCodes(type));
        for (BigDecimal tie : oracle.ties()) {
            double at = tie.doubleValue();
            boolean exact = new BigDecimal(at).compareTo(tie) == 0;
            assertTrue(exact || type instanceof CodeBook, () -> type + " has a tie that no double holds: " + tie);
            for (double x : new double[] {Math.nextDown(at), at, Math.nextUp(at)}) {
                check(type, oracle, x);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("narrowTypes")
    void valuesBeyondTheEndsSaturateToTheirOwnSide(DType type) {
        var oracle = new RationalOracle(type, canonicalCodes(type));
        for (double x : new double[] {1e6, 1e30, 0x1p200, Double.MAX_VALUE}) {
            check(type, oracle, x);
            check(type, oracle, -x);
        }
        boolean infinite = type instanceof FloatType f && f.hasInfinity();
        assertEquals(infinite ? Double.POSITIVE_INFINITY : type.maxFinite(),
            type.decode(type.encode(Double.POSITIVE_INFINITY, Overflow.SATURATE)));
        assertEquals(infinite ? Double.NEGATIVE_INFINITY : type.minFinite(),
            type.decode(type.encode(Double.NEGATIVE_INFINITY, Overflow.SATURATE)));
    }

    @ParameterizedTest
    @MethodSource("narrowTypes")
    void encodingIsMonotone(DType type) {
        long seed = Long.getLong("intarsia.seed", 20260101L);
        var random = new Random(seed);
        var oracle = new RationalOracle(type, canonicalCodes(type));
        double span = Math.max(Math.log(Math.max(type.maxFinite(), 2)), 1) + 1;
        double[] xs = random.doubles(4000).map(u -> (u - 0.5) * 2.2)
            .map(u -> Math.copySign(Math.expm1(Math.abs(u) * span), u)).sorted().toArray();
        double last = Double.NEGATIVE_INFINITY;
        for (double x : xs) {
            double now = type.decode(type.encode(x, Overflow.SATURATE));
            assertTrue(last <= now, () -> type + " is not monotone at " + x + ", -Dintarsia.seed=" + seed);
            last = now;
            check(type, oracle, x);
        }
    }

    /** Compares values rather than codes, since of −0 and +0 the oracle knows only +0. */
    private static void check(DType type, RationalOracle oracle, double x) {
        double want = type.decode(oracle.nearest(x));
        double got = type.decode(type.encode(x, Overflow.SATURATE));
        assertTrue(want == got, () -> type + " of " + x + ": wanted " + want + ", found " + got);
    }

    @Test
    void ternaryTiesGoToZero() {
        DType ternary = DType.parse("ternary");
        for (double x : new double[] {-0.5, -0.49, 0, 0.5}) {
            assertEquals(1, ternary.encode(x), () -> "" + x);
        }
        assertEquals(2, ternary.encode(Math.nextUp(0.5)));
        assertEquals(0, ternary.encode(Math.nextDown(-0.5)));
        assertEquals(2, ternary.encode(9));
        assertThrows(IllegalArgumentException.class, () -> ternary.decode(3));
    }

    @Test
    void neighboursOneUlpApartInABookAreToldApart() {
        var book = new CodeBook("close", List.of(1.0, 1 + 0x1p-52, 1 + 0x1p-51, 1 + 0x3p-52), CodeBook.Tie.SMALLER);
        for (int code = 0; code < 4; code++) {
            assertEquals(code, book.encode(book.decode(code)));
        }
    }

    @Test
    void unsaturatedCastsGiveInfinityOrNaNJustAboveTheTie() {
        var fn = DType.parse("f8e4m3fn");
        assertEquals(0x7E, fn.encode(464, Overflow.INFINITY));
        assertEquals(0x7F, fn.encode(Math.nextUp(464.0), Overflow.INFINITY));
        assertEquals(0x7E, fn.encode(1e9));
        var e5m2 = DType.parse("f8e5m2");
        assertEquals(0x7B, e5m2.encode(1e9));
        assertEquals(0x7C, e5m2.encode(1e9, Overflow.INFINITY));
        assertEquals(0xFC, e5m2.encode(Double.NEGATIVE_INFINITY));
        assertEquals(0x80, DType.parse("f8e4m3fnuz").encode(1e9, Overflow.INFINITY));
        assertThrows(ArithmeticException.class, () -> DType.F4E2M1.encode(1e9, Overflow.INFINITY));
        assertThrows(ArithmeticException.class, () -> fn.encode(1e9, Overflow.ERROR));
    }

    @Test
    void nanKeepsItsMeaningOrTheStatedCode() {
        assertEquals(0x7FC0_0000L, DType.F32.encode(Double.NaN));
        assertEquals(0x7E00, DType.F16.encode(Double.NaN));
        assertEquals(0x7FC0, DType.BF16.encode(Double.NaN));
        assertEquals(0x7F, DType.parse("f8e4m3fn").encode(Double.NaN));
        assertEquals(0x80, DType.parse("f8e4m3fnuz").encode(Double.NaN));
        assertEquals(0xFF, DType.E8M0.encode(Double.NaN));
        assertEquals(0, DType.I8.encode(Double.NaN));
        assertEquals(0, DType.F4E2M1.encode(Double.NaN));
        assertThrows(ArithmeticException.class, () -> DType.I8.encode(Double.NaN, Overflow.ERROR));
        assertThrows(ArithmeticException.class, () -> DType.F4E2M1.encode(Double.NaN, Overflow.ERROR));
    }
}
