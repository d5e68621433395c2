package intarsia.ir.type;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The scale that a group of elements asks for, before it is rounded. */
final class GroupScale {
    /** The least and the greatest value of a group and 0. */
    record Range(double least, double greatest) {
        double magnitude() {
            return Math.max(-least, greatest);
        }
    }

    private static final double[] POWERS = {1, 2, 0.5};
    private static final double[] PARTS = IntStream.rangeClosed(0, 32).mapToDouble(k -> (64 - k) / 64.0).toArray();

    private final BlockFormat format;
    private final QuantizeRule rule;
    private final double low;
    private final double high;
    private final boolean shifted;
    private final boolean signed;

    GroupScale(BlockFormat format, QuantizeRule rule) {
        this.format = format;
        this.rule = rule;
        if (rule == QuantizeRule.LEAST_SQUARES && (format.fields(Role.CODE).size() > 1 || format.code().book().isPresent())) {
            throw new IllegalArgumentException("rule least_squares wants codes that are numbers of their own, found products or vectors in " + format
                + "; rule exact takes any format");
        }
        Range codes = codes(format);
        boolean symmetric = format.fit() != Fit.REACH && codes.least() < 0;
        this.high = codes.greatest();
        this.low = symmetric ? Math.max(codes.least(), -high) : codes.least();
        this.shifted = !format.fields(Role.ZERO).isEmpty() || !format.fields(Role.MIN).isEmpty();
        this.signed = format.fit() == Fit.REACH
            && format.fields(Role.SCALE).stream().min(Comparator.comparingInt(Field::granularity)).filter(f -> f.least() < 0).isPresent();
    }

    /** What products of codes reach. */
    private static Range codes(BlockFormat format) {
        double least = 1;
        double greatest = 1;
        for (Field f : format.fields(Role.CODE)) {
            double[] ends = {least * f.least(), least * f.greatest(), greatest * f.least(), greatest * f.greatest()};
            least = Arrays.stream(ends).min().orElseThrow();
            greatest = Arrays.stream(ends).max().orElseThrow();
        }
        return new Range(least, greatest);
    }

    /** The least value of a code. */
    double low() {
        return low;
    }

    Range range(float[] x, int start, int count) {
        double least = 0;
        double greatest = 0;
        for (int i = start; i < start + count; i++) {
            least = Math.min(least, x[i]);
            greatest = Math.max(greatest, x[i]);
        }
        return new Range(least, greatest);
    }

    double scale(float[] x, int start, int count) {
        Range r = range(x, start, count);
        double usual = usual(r);
        return rule == QuantizeRule.LEAST_SQUARES && usual != 0 ? searched(x, start, count, usual, r.least) : usual;
    }

    /** Of the usual scale and others around it that whose codes, before the scale is rounded, have the least squared error. */
    private double searched(float[] x, int start, int count, double usual, double least) {
        double best = usual;
        double bestError = Double.POSITIVE_INFINITY;
        for (double factor : format.fit() == Fit.SHARED_EXPONENT ? POWERS : PARTS) {
            double scale = usual * factor;
            double error = 0;
            for (int i = start; i < start + count; i++) {
                double off = (nearest((x[i] - base(least, scale)) / scale) * scale + base(least, scale)) - x[i];
                error += off * off;
            }
            best = error < bestError ? scale : best;
            bestError = Math.min(error, bestError);
        }
        return best;
    }

    /** The value of the code 0. */
    private double base(double least, double scale) {
        return shifted ? least - low * scale : 0;
    }

    private double nearest(double steps) {
        Field code = format.code();
        double inside = Math.clamp(steps, low, high);
        return code.decode(ScaleLevels.encode(code, inside), 0);
    }

    private double usual(Range r) {
        if (format.fit() == Fit.SHARED_EXPONENT) {
            return power(r.magnitude());
        }
        return shifted ? shifted(r) : symmetric(r);
    }

    /** A power of two; with {@link QuantizeRule#ROUND_UP} the least under which no value saturates. */
    private double power(double magnitude) {
        if (magnitude == 0) {
            return 0;
        }
        double floor = Math.scalb(1.0, Math.getExponent(magnitude) - Math.getExponent(high));
        return rule == QuantizeRule.ROUND_UP && floor * high < magnitude ? 2 * floor : floor;
    }

    /** The least scale at which the range fits above some zero point; a minimum takes any. */
    private double shifted(Range r) {
        double scale = (r.greatest - r.least) / (high - low);
        for (Field zero : format.fields(Role.ZERO)) {
            scale = Math.max(scale, Math.max(steps(r.greatest, high - zero.least()), steps(r.least, low - zero.greatest())));
        }
        return scale;
    }

    /** With codes to one side only, of which no scale reaches both ends of a group, that which reaches the larger. */
    private double symmetric(Range r) {
        double plus = Math.max(steps(r.greatest, high), steps(r.least, low));
        double minus = Math.max(steps(r.greatest, -low), steps(r.least, -high));
        boolean negative = low < 0 && high > 0 ? minus < plus : minus > plus;
        return signed && negative ? -minus : plus;
    }

    /** Scale at which {@code limit} reaches {@code value}; 0 asks nothing, and a side without codes can reach nothing. */
    private static double steps(double value, double limit) {
        return value == 0 || limit == 0 ? 0 : value / limit;
    }
}
