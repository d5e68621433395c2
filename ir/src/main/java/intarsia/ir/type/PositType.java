package intarsia.ir.type;

/**
 * Posits, {@code positN_ES}: sign, regime (a run of equal bits and its end), ES exponent bits, fraction; what a long regime
 * leaves no room for reads as 0. Negative codes are two's complements, so codes are in the order of their values. The code
 * 1000… is NaR, which stands for NaN. Source: the posit standard (2022), with any ES as in Gustafson's posits.
 *
 * <p>The tie point of two neighbours is the posit of N + 1 bits between them: between 4 and 16 of {@code posit4_1} it is 8. A
 * value that is not 0 becomes neither 0 nor NaR: it saturates at both ends, also under {@link Overflow#INFINITY}, which
 * turns infinities into NaR.
 *
 * @param bits N, 2 to 32
 * @param exponentBits ES, 0 to 4, so that a double holds every value and every tie point
 */
public record PositType(int bits, int exponentBits) implements DType {
    public PositType {
        if (bits < 2 || bits > 32 || exponentBits < 0 || exponentBits > 4) {
            throw new IllegalArgumentException("a posit has 2 to 32 bits and 0 to 4 exponent bits, found " + bits + " and " + exponentBits);
        }
    }

    @Override
    public double decode(long code) {
        long c = code & DType.mask(bits);
        if (c == 0) {
            return 0;
        }
        if (c == nar()) {
            return Double.NaN;
        }
        boolean negative = c > nar();
        double magnitude = magnitude(negative ? -c & DType.mask(bits) : c, bits);
        return negative ? -magnitude : magnitude;
    }

    /** The value of a positive code of {@code width} bits. */
    private double magnitude(long code, int width) {
        long body = code << (65 - width); // without the sign, its first bit highest
        boolean ones = body < 0;
        int run = Long.numberOfLeadingZeros(ones ? ~body : body);
        int regime = ones ? run - 1 : -run;
        long rest = body << run << 1;
        int exponent = (int) (rest >>> 1 >>> (63 - exponentBits));
        long fraction = rest << exponentBits;
        return Math.scalb(1 + (fraction >>> 11) * 0x1p-53, (regime << exponentBits) + exponent);
    }

    @Override
    public long encode(double value) {
        return encode(value, Overflow.SATURATE);
    }

    @Override
    public long encode(double value, Overflow overflow) {
        boolean outside = Math.abs(value) > maxFinite() && overflow == Overflow.ERROR;
        if (outside) {
            throw new ArithmeticException(this + " holds " + minFinite() + " to " + maxFinite() + ", found " + value);
        }
        if (value == 0) {
            return 0;
        }
        if (Double.isNaN(value) || (Double.isInfinite(value) && overflow == Overflow.INFINITY)) {
            return nar();
        }
        long magnitude = nearest(Math.abs(value));
        return value < 0 ? -magnitude & DType.mask(bits) : magnitude;
    }

    private long nearest(double value) {
        long low = 1;
        for (long high = nar() - 1; low < high; ) {
            long middle = (low + high) >>> 1;
            double tie = magnitude(2 * middle + 1, bits + 1);
            if (value > tie || (value == tie && (middle & 1) != 0)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The code of NaR. */
    private long nar() {
        return 1L << (bits - 1);
    }

    @Override
    public Overflow defaultOverflow() {
        return Overflow.SATURATE;
    }

    @Override
    public boolean isCode(long code) {
        return (code & ~DType.mask(bits)) == 0;
    }

    @Override
    public boolean isCanonical(long code) {
        return isCode(code);
    }

    @Override
    public long neighbour(long code, boolean up) {
        long here = code & DType.mask(bits);
        long next = (up ? here + 1 : here - 1) & DType.mask(bits);
        return next == nar() ? here : next;
    }

    @Override
    public boolean isFloat() {
        return false;
    }

    @Override
    public boolean isSigned() {
        return true;
    }

    @Override
    public double minFinite() {
        return -maxFinite();
    }

    @Override
    public double maxFinite() {
        return Math.scalb(1.0, (bits - 2) << exponentBits);
    }

    @Override
    public String toString() {
        return "posit" + bits + "_" + exponentBits;
    }
}
