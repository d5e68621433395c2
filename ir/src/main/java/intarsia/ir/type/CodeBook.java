package intarsia.ir.type;

import java.util.List;

/**
 * A table of values in ascending order; the code is the index. Encoding takes the nearest value and saturates at both
 * ends. Codes past the end of a book whose length is no power of two have no meaning.
 *
 * @param name the text form
 * @param values 2 to 65536 finite values below 2^1000 in magnitude, strictly ascending
 * @param tie which neighbour an exact mean goes to
 */
public record CodeBook(String name, List<Double> values, Tie tie) implements DType {
    /** Which of two neighbours their exact mean goes to. */
    public enum Tie { SMALLER, NEARER_ZERO }

    /** The 16 quantiles of QLoRA, as the f32 constants of bitsandbytes. */
    public static final CodeBook NF4 = new CodeBook("nf4", List.of(
        -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453,
        -0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0.0,
        0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
        0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0), Tie.SMALLER);

    /** −1, 0, 1 as codes 0, 1, 2 of two bits; ties go to 0. */
    public static final CodeBook TERNARY = new CodeBook("ternary", List.of(-1.0, 0.0, 1.0), Tie.NEARER_ZERO);

    /** The books that {@link DType#parse} knows by name. */
    static final List<CodeBook> NAMED = List.of(NF4, TERNARY);

    public CodeBook {
        values = List.copyOf(values);
        if (values.size() < 2 || values.size() > 1 << 16) {
            throw new IllegalArgumentException("code book " + name + " needs 2 to 65536 values, found " + values.size());
        }
        for (int i = 0; i < values.size(); i++) {
            double v = values.get(i);
            if (!(Math.abs(v) < 0x1p1000) || (i > 0 && !(values.get(i - 1) < v))) {
                throw new IllegalArgumentException("code book " + name + " needs finite values below 2^1000 in ascending order, found "
                    + v + " at " + i);
            }
        }
    }

    @Override
    public int bits() {
        return 32 - Integer.numberOfLeadingZeros(values.size() - 1);
    }

    @Override
    public double decode(long code) {
        long index = code & DType.mask(bits());
        if (index >= values.size()) {
            throw new IllegalArgumentException(name + " has codes 0 to " + (values.size() - 1) + ", found " + index);
        }
        return values.get((int) index);
    }

    @Override
    public long encode(double value) {
        return encode(value, Overflow.SATURATE);
    }

    @Override
    public long encode(double value, Overflow overflow) {
        boolean nan = Double.isNaN(value);
        boolean outside = nan ? overflow == Overflow.ERROR
            : overflow != Overflow.SATURATE && (value < minFinite() || value > maxFinite());
        if (outside) {
            throw new ArithmeticException(name + " holds " + minFinite() + " to " + maxFinite() + ", found " + value);
        }
        double inside = nan ? 0 : Math.clamp(value, minFinite(), maxFinite());
        int low = 0;
        for (int high = values.size() - 1; low < high; ) {
            int middle = (low + high) >>> 1;
            if (reaches(inside, values.get(middle), values.get(middle + 1))) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether {@code x} rounds to {@code b} or beyond rather than to {@code a}, its lower neighbour. */
    private boolean reaches(double x, double a, double b) {
        // a + b = sum + error exactly (Knuth's two-sum), so comparing 2x with both is exact.
        double sum = a + b;
        double part = sum - a;
        double error = (a - (sum - part)) + (b - part);
        int side = 2 * x == sum ? Double.compare(0.0, error + 0.0) : Double.compare(2 * x, sum);
        return side > 0 || (side == 0 && tie == Tie.NEARER_ZERO && Math.abs(b) < Math.abs(a));
    }

    @Override
    public Overflow defaultOverflow() {
        return Overflow.SATURATE;
    }

    @Override
    public boolean isFloat() {
        return false;
    }

    @Override
    public boolean isSigned() {
        return minFinite() < 0;
    }

    @Override
    public double minFinite() {
        return values.getFirst();
    }

    @Override
    public double maxFinite() {
        return values.getLast();
    }

    @Override
    public String toString() {
        return name;
    }
}
