package intarsia.ir.layout.linear;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A matrix over F2, the field of two elements: a linear map from {@code cols} bits to {@code rows} bits, at most
 * {@value #MAX_BITS} each. Column j is the image of input bit j as a mask, bit i of which stands in row i. Immutable.
 */
public final class Matrix {
    /** The most rows and the most columns. */
    public static final int MAX_BITS = 62;

    private final int rows;
    private final long[] columns;

    private Matrix(int rows, long[] columns) {
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * The matrix of these columns.
     *
     * @throws IllegalArgumentException where there are too many rows or columns, or a column has a bit outside the rows
     */
    public static Matrix of(int rows, long... columns) {
        expectBits(rows, "rows");
        expectBits(columns.length, "columns");
        for (long c : columns) expectInside(c, rows, "column");
        return new Matrix(rows, columns.clone());
    }

    /** The map that changes nothing. */
    public static Matrix identity(int bits) {
        expectBits(bits, "rows");
        return new Matrix(bits, IntStream.range(0, bits).mapToLong(i -> 1L << i).toArray());
    }

    /** The map to zero. */
    public static Matrix zero(int rows, int cols) {
        expectBits(cols, "columns");
        return of(rows, new long[cols]);
    }

    /** Reads the text form {@code [rows x cols: column …]}; {@code parse(m.toString()).equals(m)}. */
    public static Matrix parse(String text) {
        return MatrixText.parse(text);
    }

    static void expectBits(int bits, String what) {
        if (bits < 0 || bits > MAX_BITS) {
            throw new IllegalArgumentException(bits + " " + what + " of a matrix over F2, wanted 0.." + MAX_BITS);
        }
    }

    static void expectInside(long mask, int bits, String what) {
        if (mask >>> bits != 0) {
            throw new IllegalArgumentException(what + " 0x" + Long.toHexString(mask) + ", wanted " + bits + " bits at most");
        }
    }

    public int rows() {
        return rows;
    }

    public int cols() {
        return columns.length;
    }

    /** The image of input bit {@code j}. */
    public long column(int j) {
        return columns[j];
    }

    public long[] columns() {
        return columns.clone();
    }

    /** The input bits that add up to output bit {@code i}, as a mask: a functional. */
    public long row(int i) {
        long out = 0;
        for (int j = 0; j < columns.length; j++) out |= (columns[j] >>> i & 1) << j;
        return out;
    }

    /**
     * The image of {@code x}.
     *
     * @throws IllegalArgumentException where {@code x} has a bit above the columns
     */
    public long apply(long x) {
        expectInside(x, columns.length, "input");
        long out = 0;
        for (long rest = x; rest != 0; rest &= rest - 1) out ^= columns[Long.numberOfTrailingZeros(rest)];
        return out;
    }

    /** The matrix that applies {@code first}, then this. */
    public Matrix times(Matrix first) {
        if (first.rows != columns.length) {
            throw new IllegalArgumentException("product of " + size() + " and " + first.size()
                    + ": wanted as many columns as the other has rows");
        }
        return new Matrix(rows, Arrays.stream(first.columns).map(this::apply).toArray());
    }

    /** The sum, bit by bit. */
    public Matrix plus(Matrix that) {
        if (rows != that.rows || cols() != that.cols()) {
            throw new IllegalArgumentException("sum of " + size() + " and " + that.size() + ": wanted equal sizes");
        }
        return new Matrix(rows, IntStream.range(0, cols()).mapToLong(j -> columns[j] ^ that.columns[j]).toArray());
    }

    /** Rows as columns. */
    public Matrix transpose() {
        return new Matrix(columns.length, IntStream.range(0, rows).mapToLong(this::row).toArray());
    }

    /** Both maps side by side on their own bits, this on the low ones. */
    public Matrix directSum(Matrix high) {
        expectBits(rows + high.rows, "rows");
        expectBits(cols() + high.cols(), "columns");
        return new Matrix(rows + high.rows, LongStream.concat(
                Arrays.stream(columns), Arrays.stream(high.columns).map(c -> c << rows)).toArray());
    }

    /** The columns of this, then those of {@code that}. */
    public Matrix beside(Matrix that) {
        if (rows != that.rows) throw new IllegalArgumentException(size() + " beside " + that.size() + ": wanted equal rows");
        expectBits(cols() + that.cols(), "columns");
        return new Matrix(rows, LongStream.concat(Arrays.stream(columns), Arrays.stream(that.columns)).toArray());
    }

    /** Columns {@code from} to {@code to - 1}. */
    public Matrix columns(int from, int to) {
        return new Matrix(rows, Arrays.copyOfRange(columns, from, to));
    }

    /** Rows {@code from} to {@code to - 1}. */
    public Matrix rows(int from, int to) {
        return transpose().columns(from, to).transpose();
    }

    public int rank() {
        return elimination().rank();
    }

    public boolean isInvertible() {
        return rows == columns.length && rank() == rows;
    }

    /** The matrix that undoes this, where there is one: it is square and of full rank. */
    public Optional<Matrix> inverse() {
        return rows == columns.length ? solve(identity(rows)) : Optional.empty();
    }

    /** An X with {@code this · X = wanted} where there is one; columns that others express stay unused. */
    public Optional<Matrix> solve(Matrix wanted) {
        if (wanted.rows != rows) throw new IllegalArgumentException(size() + " \\ " + wanted.size() + ": wanted equal rows");
        Elimination e = elimination();
        long[] out = Arrays.stream(wanted.columns).map(e::express).toArray();
        return Arrays.stream(out).anyMatch(c -> c == Elimination.OUTSIDE) ? Optional.empty()
                : Optional.of(new Matrix(cols(), out));
    }

    /** An x with {@code this · x = y}, as a matrix of one column, where there is one. */
    public Optional<Matrix> solve(long y) {
        return solve(of(rows, y));
    }

    /** The inputs whose image is zero. */
    public Subspace kernel() {
        var e = new Elimination();
        long[] out = IntStream.range(0, cols()).mapToLong(j -> e.add(columns[j], 1L << j)).filter(k -> k != 0).toArray();
        return Subspace.span(cols(), out);
    }

    /** The span of the columns. */
    public Subspace image() {
        return Subspace.span(rows, columns);
    }

    /** Whether every row and every column holds a single one at most: what the F2 view of a digit layout looks like. */
    public boolean isPartialPermutation() {
        long seen = 0;
        for (long c : columns) {
            if ((c & c - 1) != 0 || (seen & c) != 0) return false;
            seen |= c;
        }
        return true;
    }

    private Elimination elimination() {
        var e = new Elimination();
        for (int j = 0; j < columns.length; j++) e.add(columns[j], 1L << j);
        return e;
    }

    String size() {
        return rows + "x" + cols();
    }

    /** The matrix drawn row by row, row 0 first, column 0 on the left. */
    public String render() {
        return IntStream.range(0, rows).mapToObj(i -> IntStream.range(0, cols())
                .mapToObj(j -> (columns[j] >>> i & 1) == 0 ? "." : "1").collect(Collectors.joining(" ", "", "\n")))
                .collect(Collectors.joining());
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof Matrix that && rows == that.rows && Arrays.equals(columns, that.columns);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(columns) + rows;
    }

    /** {@code [3x3: 1 2 4]}: size, then the columns as hexadecimal masks. */
    @Override
    public String toString() {
        return MatrixText.of(this);
    }
}
