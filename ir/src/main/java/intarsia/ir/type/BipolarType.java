package intarsia.ir.type;

/**
 * Sums of ±2^i over B bits, {@code bipolarB}: code u is 2u − (2^B − 1), so every value is odd and {@code bipolar1} is
 * {−1, 1}. A tie (an even number) goes to the even code; overflow saturates.
 */
public record BipolarType(int bits) implements DType {
    public BipolarType {
        if (bits < 1 || bits > 32) {
            throw new IllegalArgumentException("a bipolar type has 1 to 32 bits, found " + bits);
        }
    }

    @Override
    public double decode(long code) {
        return 2.0 * (code & DType.mask(bits)) - maxFinite();
    }

    @Override
    public long encode(double value) {
        return encode(value, Overflow.SATURATE);
    }

    @Override
    public long encode(double value, Overflow overflow) {
        double max = maxFinite();
        boolean nan = Double.isNaN(value);
        boolean outside = nan ? overflow == Overflow.ERROR : Math.abs(value) > max + 1 && overflow != Overflow.SATURATE;
        if (outside) {
            throw new ArithmeticException(this + " holds " + minFinite() + " to " + max + ", found " + value);
        }
        double inside = nan ? 0 : Math.clamp(value, -max, max);
        double below = Math.floor(inside);
        if (below % 2 == 0) {
            below--; // the odd number at or below
        }
        long code = (long) ((below + max) / 2);
        double tie = below + 1;
        return inside > tie || (inside == tie && (code & 1) != 0) ? code + 1 : code;
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
        long end = up ? DType.mask(bits) : 0;
        return here == end ? here : up ? here + 1 : here - 1;
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
        return DType.mask(bits);
    }

    @Override
    public String toString() {
        return "bipolar" + bits;
    }
}
