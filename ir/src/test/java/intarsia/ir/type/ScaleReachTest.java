package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scale of rule exact against all quotients of the ends of a group and the ends of its codes, in exact fractions. */
final class ScaleReachTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20260102L);

    /** A fraction with a positive denominator. */
    private record Fraction(BigDecimal over, BigDecimal under) {
        static Fraction of(double over, double under) {
            return new Fraction(new BigDecimal(over * Math.signum(under)), new BigDecimal(Math.abs(under)));
        }

        BigDecimal size() {
            return over.abs();
        }

        static int bySize(Fraction a, Fraction b) {
            return a.size().multiply(b.under).compareTo(b.size().multiply(a.under));
        }

        /** This times a code reaches a value, which has its sign. */
        boolean reaches(double code, double value) {
            BigDecimal product = over.multiply(new BigDecimal(code));
            return value == 0 || product.signum() == (int) Math.signum(value) && product.abs().compareTo(new BigDecimal(Math.abs(value)).multiply(under)) >= 0;
        }

        boolean reachesBoth(double low, double high, double least, double greatest) {
            boolean up = over.signum() > 0;
            return reaches(up ? high : low, greatest) && reaches(up ? low : high, least);
        }

        /** The distance of a number, times the denominator. */
        BigDecimal from(double x) {
            return new BigDecimal(x).multiply(under).subtract(over).abs();
        }
    }

    private static Stream<Fraction> quotients(double[] values, double... limits) {
        return Arrays.stream(values).boxed().flatMap(v -> Arrays.stream(limits).filter(l -> l != 0).mapToObj(l -> Fraction.of(v, l)));
    }

    /** All scales that rule exact may choose: mostly one. */
    private static List<Fraction> wanted(BlockFormat f, double least, double greatest) {
        double low = f.code().least(), high = f.code().greatest();
        boolean signs = f.field(Field.SCALE).least() < 0;
        List<Fraction> all = quotients(new double[] {least, greatest}, low, high).filter(q -> q.over.signum() > 0 || signs && q.over.signum() < 0).toList();
        List<Fraction> both = all.stream().filter(q -> q.reachesBoth(low, high, least, greatest)).toList();
        if (!both.isEmpty()) {
            Fraction best = both.stream().min(Fraction::bySize).orElseThrow();
            return both.stream().filter(q -> Fraction.bySize(q, best) == 0).toList();
        }
        List<Double> ends = Stream.of(least, greatest).filter(e -> e != 0).sorted(Comparator.comparingDouble(e -> -Math.abs(e))).toList();
        for (double end : ends) {
            double other = end == least ? greatest : least;
            List<Double> here = Math.abs(other) == Math.abs(end) ? List.of(end, other) : List.of(end);
            List<Fraction> one = here.stream().flatMap(e -> quotients(new double[] {e}, low, high)).filter(all::contains).toList();
            if (!one.isEmpty()) return one;
        }
        return List.of(Fraction.of(0, 1));
    }

    private static boolean nearest(DType scale, double stored, Fraction wanted) {
        BigDecimal distance = wanted.from(stored);
        for (long code : EncodeTest.canonicalCodes(scale)) {
            double other = scale.decode(code);
            if (Double.isFinite(other) && wanted.from(other).compareTo(distance) < 0) return false;
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1g4_c0", "u2g4_c0", "u3g4_sbf16_c0", "u8g4_sf8e5m2_c0", "u3g4_sue5m3_c0", "u2g4", "u4g4", "u4g4_sue5m3", "i1g4", "i2g4", "i5g4_sbf16", "i1g4_sue5m3",
        "lut2(1,2,3,5)g4", "lut2(-8,-4,-2,-1)g4", "lut2(0,0.5,1,3)g4_sf8e4m3", "ternaryg4", "bipolar2g4_sf8e5m2", "f4e2m1g4_sf8e4m3"})
    void theScaleIsTheLeastThatReachesBothEndsOrTheLargerWhereNoneDoes(String text) {
        System.out.println(text + " with -Dintarsia.seed=" + SEED);
        BlockFormat f = BlockFormat.parse(text);
        Random random = new Random(SEED);
        for (int round = 0; round < 60; round++) {
            int sign = round % 3 - 1;
            float[] x = new float[4];
            for (int i = 0; i < x.length; i++) {
                float v = round % 2 == 0 ? random.nextInt(-6, 7) : (float) random.nextGaussian();
                x[i] = sign == 0 ? v : sign * Math.abs(v);
            }
            double least = Math.min(0, Arrays.stream(floats(x)).min().orElseThrow()), greatest = Math.max(0, Arrays.stream(floats(x)).max().orElseThrow());
            double stored = f.fieldValue(f.field(Field.SCALE), MemorySegment.ofArray(QuantizeRule.EXACT.quantize(f, x)), 0, 0);
            List<Fraction> wanted = wanted(f, least, greatest);
            assertTrue(wanted.stream().anyMatch(w -> nearest(f.field(Field.SCALE).type(), stored, w)),
                () -> text + " of " + Arrays.toString(x) + ": scale " + stored + ", wanted one of " + wanted);
        }
    }

    private static double[] floats(float[] x) {
        double[] all = new double[x.length];
        for (int i = 0; i < x.length; i++) all[i] = x[i];
        return all;
    }
}
