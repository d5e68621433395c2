package intarsia.ir.type;

import java.util.Arrays;
import java.util.Comparator;

/** The scale that a group of elements asks for, before it is rounded. */
final class GroupScale {
    /** The least and the greatest value of a group and 0. */
    record Range(double least, double greatest) {
        double magnitude() {
            return Math.max(-least, greatest);
        }
    }

    private final BlockFormat format;
    private final QuantizeRule rule;
    private final double low;
    private final double high;
    private final boolean shifted;
    private final boolean signed;

    GroupScale(BlockFormat format, QuantizeRule rule) {
        this.format = format;
        this.rule = rule;
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

    private double symmetric(Range r) {
        double plus = Math.max(steps(r.greatest, high), steps(r.least, low));
        double minus = Math.max(steps(r.greatest, -low), steps(r.least, -high));
        return signed && minus < plus ? -minus : plus;
    }

    /** Scale at which {@code limit} reaches {@code value}; 0 asks nothing, and a side without codes can reach nothing. */
    private static double steps(double value, double limit) {
        return value == 0 || limit == 0 ? 0 : value / limit;
    }
}
