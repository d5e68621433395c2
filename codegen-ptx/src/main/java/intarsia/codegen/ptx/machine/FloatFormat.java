package intarsia.codegen.ptx.machine;

/** A binary float by the bits of its fraction and its exponent, encoded from a double with one rounding. */
record FloatFormat(int fraction, int exponent) {
    static final FloatFormat F16 = new FloatFormat(10, 5), BF16 = new FloatFormat(7, 8), F32 = new FloatFormat(23, 8);

    /** The code nearest to v (ties to even), or the nearest towards zero. NaN is all ones but the sign, as the hardware gives it. */
    long encode(double v, boolean towardZero) {
        long sign = v < 0 || (v == 0 && 1 / v < 0) ? 1L << (fraction + exponent) : 0, infinity = ((1L << exponent) - 1) << fraction;
        if (Double.isNaN(v)) return (1L << (fraction + exponent)) - 1;
        if (Double.isInfinite(v)) return sign | infinity;
        int bias = (1 << (exponent - 1)) - 1, power = Math.max(Math.getExponent(v), 1 - bias);
        double scaled = Math.scalb(Math.abs(v), fraction - power);
        long code = ((long) (power + bias - 1) << fraction) + (long) (towardZero ? Math.floor(scaled) : Math.rint(scaled));
        return sign | (code < infinity ? code : towardZero ? infinity - 1 : infinity);
    }

    double decode(long code) {
        long mantissa = code & ((1L << fraction) - 1), power = (code >>> fraction) & ((1L << exponent) - 1);
        int bias = (1 << (exponent - 1)) - 1;
        double magnitude = power == (1L << exponent) - 1 ? (mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : power == 0 ? Math.scalb((double) mantissa, 1 - bias - fraction)
                : Math.scalb((double) (mantissa | (1L << fraction)), (int) power - bias - fraction);
        return ((code >>> (fraction + exponent)) & 1) != 0 ? -magnitude : magnitude;
    }

    /** a·b + c in a double that rounds to the right code: where bits fall off, the last one kept is made odd. */
    static double fma(double a, double b, double c) {
        double product = a * b, sum = product + c;
        if (!(Math.abs(sum) <= Double.MAX_VALUE)) return sum;
        double back = sum - product, lost = (product - (sum - back)) + (c - back);
        if (lost == 0 || (Double.doubleToRawLongBits(sum) & 1) != 0) return sum;
        return lost > 0 ? Math.nextUp(sum) : Math.nextDown(sum);
    }

    /** An integer as a double, made odd where bits fall off. */
    static double odd(long v, boolean unsigned) {
        boolean negative = v < 0 && !unsigned;
        long magnitude = negative ? -v : v;
        int drop = Math.max(0, 11 - Long.numberOfLeadingZeros(magnitude));
        long kept = magnitude >>> drop;
        if (kept << drop != magnitude) kept |= 1;
        return Math.scalb(negative ? -(double) kept : (double) kept, drop);
    }
}
