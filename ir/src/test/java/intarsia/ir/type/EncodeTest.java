package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EncodeTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20260101L);

    /** The codes that {@code encode} may return. */
    static List<Long> canonicalCodes(DType type) {
        return LongStream.range(0, 1L << type.bits()).filter(type::isCanonical).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("intarsia.ir.type.Types#upTo16")
    void everyCodeDecodesToItsDefinition(DType type) {
        for (long c = 0; c < 1L << type.bits(); c++) {
            long code = c;
            boolean means = RationalOracle.means(type, code);
            assertEquals(means, type.isCode(code), () -> type + " code " + code);
            if (means) {
                double found = type.decode(code);
                var want = DecodeOracle.value(type, code);
                boolean same = want.isPresent() ? want.get().compareTo(new BigDecimal(found)) == 0 : !Double.isFinite(found);
                assertTrue(same, () -> type + " code " + code + " is " + found);
            }
        }
        assertFalse(type.isCode(1L << type.bits()) || type.isCode(-1));
    }

    @ParameterizedTest
    @MethodSource("intarsia.ir.type.Types#upTo16")
    void everyCanonicalCodeSurvivesDecodeAndEncode(DType type) {
        for (long c = 0; c < 1L << type.bits(); c++) {
            long code = c;
            if (!type.isCode(code)) {
                assertFalse(type.isCanonical(code), () -> type + " code " + code);
                continue;
            }
            double value = type.decode(code);
            boolean nan = Double.isNaN(value);
            long again = type.encode(value);
            assertEquals(type.isCanonical(code), again == code, () -> type + " code " + code + " = " + value + " became " + again);
            boolean same = nan ? Double.isNaN(type.decode(again)) : value == type.decode(again);
            assertTrue(type.isCanonical(again) && same, () -> type + " code " + code);
            assertEquals(again, type.encode(value, Overflow.ERROR), () -> type + " code " + code + " = " + value);
        }
    }

    @ParameterizedTest
    @MethodSource("intarsia.ir.type.Types#upTo16")
    void tiePointsAndTheirNeighboursRoundAsExactRationalsDo(DType type) {
        var oracle = RationalOracle.of(type);
        for (BigDecimal tie : oracle.ties()) {
            double at = tie.doubleValue();
            assertTrue(new BigDecimal(at).compareTo(tie) == 0 || type instanceof CodeBook, () -> type + " has a tie that no double holds: " + tie);
            for (double x : new double[] {Math.nextDown(at), at, Math.nextUp(at)}) {
                check(type, oracle, x);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("intarsia.ir.type.Types#sixteen")
    void aHundredThousandRandomValuesRoundAsExactRationalsDo(DType type) {
        var oracle = RationalOracle.of(type);
        var random = new Random(SEED);
        System.out.println("100000 values of " + (type.bits() > 8 && type instanceof CodeBook ? "a lut16" : type) + " with -Dintarsia.seed=" + SEED);
        List<RationalOracle.Entry> entries = oracle.entries();
        for (int i = 0; i < 100_000; i++) {
            // By turns any double, one near a value or a tie of the type, and one of moderate size.
            double x = switch (i % 3) {
                case 0 -> Double.longBitsToDouble(random.nextLong());
                case 1 -> {
                    int at = random.nextInt(entries.size() - 1);
                    double low = entries.get(at).value().doubleValue();
                    double high = entries.get(at + 1).value().doubleValue();
                    yield low + (high - low) * random.nextInt(9) / 8 * (1 + random.nextInt(-2, 3) * 0x1p-52);
                }
                default -> random.nextGaussian() * Math.scalb(1.0, random.nextInt(40) - 20);
            };
            if (Double.isFinite(x)) {
                check(type, oracle, x);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("intarsia.ir.type.Types#upTo16")
    void valuesBeyondTheEndsSaturateToTheirOwnSide(DType type) {
        var oracle = RationalOracle.of(type);
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
    @MethodSource("intarsia.ir.type.Types#upTo16")
    void encodingIsMonotone(DType type) {
        var random = new Random(SEED);
        var oracle = RationalOracle.of(type);
        double span = Math.min(600, Math.max(Math.log(Math.max(type.maxFinite(), 2)), 1) + 1);
        double[] spread = random.doubles(2000).map(u -> (u - 0.5) * 2.2).map(u -> Math.copySign(Math.expm1(Math.abs(u) * span), u)).toArray();
        double[] around = oracle.ties().stream().limit(4000).mapToDouble(BigDecimal::doubleValue)
            .flatMap(t -> DoubleStream.of(Math.nextDown(t), t, Math.nextUp(t))).toArray();
        double[] xs = DoubleStream.concat(Arrays.stream(spread), Arrays.stream(around)).sorted().toArray();
        double last = Double.NEGATIVE_INFINITY;
        for (double x : xs) {
            double now = type.decode(type.encode(x, Overflow.SATURATE));
            assertTrue(last <= now, () -> type + " is not monotone at " + x + ", -Dintarsia.seed=" + SEED);
            last = now;
        }
        for (double x : spread) {
            check(type, oracle, x);
        }
    }

    @ParameterizedTest
    @MethodSource("intarsia.ir.type.Types#upTo16")
    void neighboursAreTheNextValuesOfTheTable(DType type) {
        List<RationalOracle.Entry> entries = RationalOracle.of(type).entries();
        for (int i = 0; i < entries.size(); i++) {
            long code = entries.get(i).code();
            double up = entries.get(Math.min(i + 1, entries.size() - 1)).value().doubleValue();
            double down = entries.get(Math.max(i - 1, 0)).value().doubleValue();
            assertTrue(up == type.decode(type.neighbour(code, true)), () -> type + " above code " + code);
            assertTrue(down == type.decode(type.neighbour(code, false)), () -> type + " below code " + code);
            assertTrue(type.isCanonical(type.neighbour(code, true)) && type.isCanonical(type.neighbour(code, false)), () -> type + " at " + code);
        }
    }

    /** Compares values rather than codes, since of −0 and +0 the oracle knows only +0. */
    private static void check(DType type, RationalOracle oracle, double x) {
        double want = type.decode(oracle.nearest(x));
        long code = type.encode(x, Overflow.SATURATE);
        double got = type.decode(code);
        assertTrue(want == got && type.isCanonical(code), () -> type + " of " + x + ": wanted " + want + ", found " + got);
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
        assertEquals(0x80, DType.parse("posit8_0").encode(Double.NaN, Overflow.ERROR));
        assertEquals(0, DType.I8.encode(Double.NaN));
        assertEquals(0, DType.F4E2M1.encode(Double.NaN));
        assertThrows(ArithmeticException.class, () -> DType.I8.encode(Double.NaN, Overflow.ERROR));
        assertThrows(ArithmeticException.class, () -> DType.F4E2M1.encode(Double.NaN, Overflow.ERROR));
        assertThrows(ArithmeticException.class, () -> DType.NF4.encode(Double.NaN, Overflow.ERROR));
    }
}
