package intarsia.ir.type;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A table of values in any order; the code is the index. Encoding takes the nearest value, of an exact mean the smaller
 * ({@link #TERNARY}: the one nearer to 0), of equal values the first, and saturates at both ends. Codes past the end of a
 * book whose length is no power of two have no meaning.
 *
 * <p>{@code CodeBook.of(-1, -0.25, 0.25, 1)} is a type; its text form is {@code lut2(-1,-0.25,0.25,1)}. Books that others
 * publish have names: {@code nf4}, {@code dynamic8}, {@code lut4(fp4)}, {@code lut4(iq4nl)}, {@code lut7(gguf_ue4m3)}. Two books are equal if their
 * values and ties are.
 */
public final class CodeBook implements DType {
    private static final int MOST_BITS = 16;

    /** The 16 quantiles of QLoRA, as the f32 constants of bitsandbytes. */
    public static final CodeBook NF4 = named("nf4", -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453,
        -0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0.0,
        0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
        0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0);

    /** −1, 0, 1 as codes 0, 1, 2 of two bits; ties go to 0. */
    public static final CodeBook TERNARY = new CodeBook("ternary", new double[] {-1, 0, 1}, true);

    /** The signed dynamic tree type of the 8-bit optimizers (Dettmers et al., arXiv 2110.02861), as bitsandbytes makes it in f32. */
    public static final CodeBook DYNAMIC8 = named("dynamic8", dynamicTree());

    /** The 4-bit float of bitsandbytes, which is not e2m1: twelfths in f32, sign in the top bit. */
    public static final CodeBook FP4 = named("lut4(fp4)", IntStream.range(0, 16)
        .mapToDouble(c -> (float) new double[] {0, 0.0625, 8, 12, 4, 6, 2, 3}[c & 7] / 12f * (c < 8 ? 1f : -1f)).toArray());

    /** The values of GGUF's IQ4_NL and IQ4_XS. */
    public static final CodeBook IQ4NL = named("lut4(iq4nl)", -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

    /** The scales of GGUF's NVFP4, 7 bits: ue4m3 as it stands, but the code of its NaN means 0. */
    public static final CodeBook GGUF_UE4M3 = named("lut7(gguf_ue4m3)", IntStream.range(0, 128)
        .mapToDouble(c -> c == 127 ? 0 : c < 8 ? c * 0x1p-9 : Math.scalb(8.0 + c % 8, c / 8 - 10)).toArray());

    /** The books that {@link DType#parse} knows by name. */
    static final List<CodeBook> NAMED = List.of(NF4, TERNARY, DYNAMIC8, FP4, IQ4NL, GGUF_UE4M3);

    private static final Map<VectorBook, CodeBook> FLAT = new ConcurrentHashMap<>();

    private final double[] values;
    private final int hash;
    private final List<Double> list;
    private final boolean tieNearerZero;
    private final String text;
    private final Optional<VectorBook> vectors;
    /** Codes with the distinct values in ascending order. */
    private final int[] order;
    /** {@code ascending[i]} is the value of {@code order[i]}. */
    private final double[] ascending;

    private CodeBook(String text, double[] values, boolean tieNearerZero) {
        this(text, values, tieNearerZero, Optional.empty());
    }

    private CodeBook(String text, double[] values, boolean tieNearerZero, Optional<VectorBook> vectors) {
        this.vectors = vectors;
        this.text = text;
        this.values = values;
        this.hash = Arrays.hashCode(values);
        this.list = Arrays.stream(values).boxed().toList();
        this.tieNearerZero = tieNearerZero;
        if (values.length < 2 || values.length > 1 << MOST_BITS) {
            throw new IllegalArgumentException("a code book has 2 to " + (1 << MOST_BITS) + " values, found " + values.length);
        }
        for (double v : values) {
            if (!(Math.abs(v) < 0x1p1000)) {
                throw new IllegalArgumentException("a code book has finite values below 2^1000 in magnitude, found " + v);
            }
        }
        // 0.0 and −0.0 are one value: adding 0.0 makes both +0.
        int[] sorted = IntStream.range(0, values.length).boxed()
            .sorted(Comparator.<Integer>comparingDouble(c -> values[c] + 0.0).thenComparing(c -> c)).mapToInt(c -> c).toArray();
        order = IntStream.range(0, sorted.length).filter(i -> i == 0 || values[sorted[i]] != values[sorted[i - 1]]).map(i -> sorted[i]).toArray();
        ascending = Arrays.stream(order).mapToDouble(c -> values[c]).toArray();
    }

    /** The book of 2 to 65536 values, code 0 first; any order, repetitions allowed. */
    public static CodeBook of(double... values) {
        String numbers = Arrays.stream(values).mapToObj(CodeBook::number).collect(Collectors.joining(","));
        return new CodeBook("lut" + bits(values.length) + "(" + numbers + ")", values.clone(), false);
    }

    /**
     * The components of all vectors of a book as one: the code of component c of the vector of code v is
     * {@code v · 2^componentBits + c}. Components past the vectors' length have no meaning and are 0.
     */
    public static CodeBook of(VectorBook vectors) {
        return FLAT.computeIfAbsent(vectors, CodeBook::flat);
    }

    private static CodeBook flat(VectorBook vectors) {
        int shift = vectors.componentBits();
        double[] values = new double[1 << vectors.bits() + shift];
        for (int i = 0; i < values.length; i++) {
            int component = i & (1 << shift) - 1;
            values[i] = component < vectors.length() ? vectors.value(i >> shift, component) : 0;
        }
        String text = vectors.name().map(n -> "lut" + bits(values.length) + "(" + n + ")").orElseGet(() -> of(values).toString());
        return new CodeBook(text, values, false, Optional.of(vectors));
    }

    private static CodeBook named(String text, double... values) {
        return new CodeBook(text, values, false);
    }

    private static String number(double v) {
        boolean whole = v == Math.rint(v) && Math.abs(v) < 1e15 && 1 / v != Double.NEGATIVE_INFINITY;
        return whole ? Long.toString((long) v) : Double.toString(v);
    }

    /**
     * 0, 1, and for each decade from 10^−6 to 1 twice as many values as in the one before, the middles of equal parts of
     * [0.1, 1]. The constants that checkpoints are made with come from f32 arithmetic with fused steps; so do these.
     */
    private static double[] dynamicTree() {
        DoubleStream.Builder all = DoubleStream.builder().add(0).add(1);
        for (int decade = 0; decade < 7; decade++) {
            int parts = 1 << decade;
            for (int i = 0; i < parts; i++) {
                float middle = (boundary(i, parts) + boundary(i + 1, parts)) / 2;
                float value = (float) Math.pow(10, decade - 6) * middle;
                all.add(value).add(-value);
            }
        }
        return all.build().sorted().toArray();
    }

    private static float boundary(int i, int parts) {
        float step = (1 - 0.1f) / parts;
        return i < (parts + 1) / 2 ? Math.fma(step, i, 0.1f) : Math.fma(-step, parts - i, 1);
    }

    /** The value of every code. */
    public List<Double> values() {
        return list;
    }

    /** The vectors whose components these are, of a book that {@link #of(VectorBook)} made. */
    public Optional<VectorBook> vectors() {
        return vectors;
    }

    /** How many codes have a value. */
    public int size() {
        return values.length;
    }

    @Override
    public int bits() {
        return bits(values.length);
    }

    private static int bits(int size) {
        return 32 - Integer.numberOfLeadingZeros(Math.max(size, 2) - 1);
    }

    @Override
    public double decode(long code) {
        long index = code & DType.mask(bits());
        if (index >= values.length) {
            throw new IllegalArgumentException(text + " has codes 0 to " + (values.length - 1) + ", found " + index);
        }
        return values[(int) index];
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
            throw new ArithmeticException(text + " holds " + minFinite() + " to " + maxFinite() + ", found " + value);
        }
        double inside = nan ? 0 : Math.clamp(value, minFinite(), maxFinite());
        int low = 0;
        for (int high = ascending.length - 1; low < high; ) {
            int middle = (low + high) >>> 1;
            if (reaches(inside, ascending[middle], ascending[middle + 1])) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return order[low];
    }

    /** Whether {@code x} rounds to {@code b} or beyond rather than to {@code a}, its lower neighbour. */
    private boolean reaches(double x, double a, double b) {
        // a + b = sum + error exactly (Knuth's two-sum), so comparing 2x with both is exact.
        double sum = a + b;
        double part = sum - a;
        double error = (a - (sum - part)) + (b - part);
        int side = 2 * x == sum ? Double.compare(0.0, error + 0.0) : Double.compare(2 * x, sum);
        return side > 0 || (side == 0 && tieNearerZero && Math.abs(b) < Math.abs(a));
    }

    @Override
    public Overflow defaultOverflow() {
        return Overflow.SATURATE;
    }

    @Override
    public boolean isCode(long code) {
        return code >= 0 && code < values.length;
    }

    @Override
    public boolean isCanonical(long code) {
        return isCode(code) && order[position(code)] == code;
    }

    @Override
    public long neighbour(long code, boolean up) {
        int at = position(code);
        return order[Math.clamp(up ? at + 1 : at - 1, 0, order.length - 1)];
    }

    /** Where the value of a code stands in ascending order. */
    private int position(long code) {
        return Arrays.binarySearch(ascending, decode(code) + 0.0);
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
        return ascending[0];
    }

    @Override
    public double maxFinite() {
        return ascending[ascending.length - 1];
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof CodeBook b && tieNearerZero == b.tieNearerZero && Arrays.equals(values, b.values));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return text;
    }
}
