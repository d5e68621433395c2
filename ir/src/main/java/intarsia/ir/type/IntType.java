package intarsia.ir.type;

/**
 * Integers of 1 to 64 bits, two's complement where signed: {@code u3}, {@code i8}; {@code i1} is {−1, 0}. Those of a limit are signed and use
 * no code beyond ± it: {@code i16m127} has the values of a symmetric i8 in 16 bits.
 *
 * @param limit the greatest magnitude, of at most nine digits; 0 where the bits are all that bounds it
 */
public record IntType(int bits, boolean signed, int limit) implements DType {
    private static final int MOST_LIMIT = 999_999_999;

    public IntType {
        if (bits < 1 || bits > 64) {
            throw new IllegalArgumentException("an integer type has 1 to 64 bits, found " + bits);
        }
        if (limit != 0 && (!signed || limit < 0 || limit > MOST_LIMIT || bits <= 32 && limit > DType.mask(bits - 1))) {
            throw new IllegalArgumentException("an integer type of " + bits + " bits up to ±" + limit + "; wanted a signed one that holds it, and at most " + MOST_LIMIT);
        }
    }

    /** All integers of so many bits. */
    public IntType(int bits, boolean signed) {
        this(bits, signed, 0);
    }

    /** The bits that a code may have. */
    public long mask() {
        return DType.mask(bits);
    }

    /** The exact value; codes of {@code u64} come back as the unsigned reading of the long. */
    public long decodeLong(long code) {
        int shift = 64 - bits;
        return signed ? code << shift >> shift : code << shift >>> shift;
    }

    /** The code of the nearest integer of the type; {@code u64} reads {@code value} as unsigned. */
    public long encodeLong(long value) {
        return encodeLong(value, Overflow.SATURATE);
    }

    /** As {@link #encodeLong(long)}; with a policy other than saturation, what does not fit is an error. */
    public long encodeLong(long value, Overflow overflow) {
        if (bits == 64 && limit == 0) {
            return value;
        }
        long nearest = Math.clamp(value, minLong(), maxLong());
        if (nearest != value && overflow != Overflow.SATURATE) {
            throw outside(Long.toString(value));
        }
        return nearest & DType.mask(bits);
    }

    /** The least value. */
    public long minLong() {
        return limit > 0 ? -limit : signed ? -1L << (bits - 1) : 0;
    }

    /** The greatest value; of {@code u64}, as the unsigned reading of the long. */
    public long maxLong() {
        return limit > 0 ? limit : DType.mask(signed ? bits - 1 : bits);
    }

    @Override
    public double decode(long code) {
        long value = decodeLong(code);
        if (signed || value >= 0) {
            return value;
        }
        // u64 from 2^63: halve with a sticky bit, so that the one rounding of the conversion stays right.
        return 2.0 * (double) ((value >>> 1) | (value & 1));
    }

    @Override
    public long encode(double value) {
        return encode(value, Overflow.SATURATE);
    }

    @Override
    public long encode(double value, Overflow overflow) {
        double rounded = Math.rint(value);
        double end = limit > 0 ? limit + 1.0 : Math.scalb(1.0, signed ? bits - 1 : bits);
        double start = limit > 0 ? -limit : signed ? -end : 0;
        boolean fits = rounded >= start && rounded < end;
        if (!fits && overflow != Overflow.SATURATE && !(Double.isNaN(value) && overflow == Overflow.INFINITY)) {
            throw outside(Double.toString(value));
        }
        if (Double.isNaN(value)) {
            return 0;
        }
        if (!fits) {
            return (rounded < start ? minLong() : maxLong()) & DType.mask(bits);
        }
        double half = 0x1p63;
        long exact = rounded < half ? (long) rounded : (long) (rounded - half) ^ Long.MIN_VALUE;
        return exact & DType.mask(bits);
    }

    private ArithmeticException outside(String value) {
        return new ArithmeticException(this + " holds " + minLong() + " to " + Long.toUnsignedString(maxLong()) + ", found " + value);
    }

    @Override
    public Overflow defaultOverflow() {
        return Overflow.SATURATE;
    }

    @Override
    public boolean isCode(long code) {
        return (code & ~DType.mask(bits)) == 0 && (limit == 0 || minLong() <= decodeLong(code) && decodeLong(code) <= maxLong());
    }

    @Override
    public boolean isCanonical(long code) {
        return isCode(code);
    }

    @Override
    public long neighbour(long code, boolean up) {
        long here = decodeLong(code);
        long next = here == (up ? maxLong() : minLong()) ? here : up ? here + 1 : here - 1;
        return next & DType.mask(bits);
    }

    @Override
    public boolean isFloat() {
        return false;
    }

    @Override
    public boolean isSigned() {
        return signed;
    }

    @Override
    public double minFinite() {
        return minLong();
    }

    @Override
    public double maxFinite() {
        return decode(maxLong());
    }

    @Override
    public String toString() {
        return (signed ? "i" : "u") + bits + (limit > 0 ? "m" + limit : "");
    }
}
