package intarsia.ir.type;

/**
 * The fourth roots of unity: code k is i^k, so 0 to 3 are 1, i, −1, −i. Two bits, complex, without order: legal in loads,
 * stores and what moves elements, and in complex ops. Those are made of real ones on the two parts of the same codes,
 * {@link #real()} and {@link #imaginary()}, which {@code bits} of a tile gives for nothing:
 * {@code re(w·x) = re(w)·re(x) − im(w)·im(x)}. What needs one real number of a code is refused by name.
 */
public record QuaternaryType() implements DType {
    private static final CodeBook REAL = CodeBook.of(1, 0, -1, 0);
    private static final CodeBook IMAGINARY = CodeBook.of(0, 1, 0, -1);

    /** The same codes, read as real parts. */
    public CodeBook real() {
        return REAL;
    }

    /** The same codes, read as imaginary parts. */
    public CodeBook imaginary() {
        return IMAGINARY;
    }

    /** The code of the nearest root: along the larger part; of equal parts along the real one, and of 0 the root 1. */
    public long encode(double re, double im) {
        if (Double.isNaN(re) || Double.isNaN(im)) {
            throw new ArithmeticException(this + " has no code for NaN, found " + re + " and " + im);
        }
        return Math.abs(im) > Math.abs(re) ? im < 0 ? 3 : 1 : re < 0 ? 2 : 0;
    }

    @Override
    public int bits() {
        return 2;
    }

    /** What is wrong with asking for a real number. */
    private IllegalArgumentException complex() {
        return new IllegalArgumentException(refusal());
    }

    /** Why an op that is not complex cannot take this type, and what would work. */
    public String refusal() {
        return this + " is complex: legal only in complex ops; take its parts, the bits as " + REAL + " (real) or " + IMAGINARY
            + " (imaginary)";
    }

    @Override
    public double decode(long code) {
        throw complex();
    }

    @Override
    public long encode(double value) {
        throw complex();
    }

    @Override
    public long encode(double value, Overflow overflow) {
        throw complex();
    }

    @Override
    public Overflow defaultOverflow() {
        return Overflow.SATURATE;
    }

    @Override
    public boolean isCode(long code) {
        return (code & ~3) == 0;
    }

    @Override
    public boolean isCanonical(long code) {
        return isCode(code);
    }

    @Override
    public long neighbour(long code, boolean up) {
        throw complex();
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
        throw complex();
    }

    @Override
    public double maxFinite() {
        throw complex();
    }

    @Override
    public String toString() {
        return "quaternary";
    }
}
