package intarsia.ir.layout.memory;

import intarsia.ir.Expr;
import intarsia.ir.Symbols;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where each element of a tensor lies in linear memory: {@code base + Σ digit · stride} bits, over the digits of the dimensions.
 * Row-major and column-major order, tiles of tiles, padded rows, repeated and reversed dimensions and the regular packings of block
 * formats are all of this form. Base, size, strides and the most significant digit of a dimension may be symbolic.
 *
 * <p>A layout is immutable and canonical from construction: without unit digits, neighbouring digits of a dimension fused where the upper
 * goes on where the lower ends. Of numbers, two are equal just when shape, element width, size and all addresses are. The text form is
 * described at {@link #parse}.
 */
public final class MemoryLayout {
    private final int bits;
    private final List<List<MemoryDigit>> digits;
    private final Expr base;
    private final Expr size;

    private MemoryLayout(int bits, List<List<MemoryDigit>> digits, Expr base, Expr size) {
        if (bits < 1) {
            throw new IllegalArgumentException("elements of " + bits + " bits; wanted at least 1");
        }
        this.bits = bits;
        this.digits = digits.stream().map(MemoryDigits::canonical).toList();
        this.base = Polynomial.normal(base);
        this.size = Polynomial.normal(size);
    }

    /**
     * The general constructor.
     *
     * @param bits   of an element
     * @param digits of each dimension, most significant first
     * @param base   bit address of the first element
     * @param size   bits of the memory it fills, padding included: how far the next one lies in a {@linkplain #times product}
     * @throws IllegalArgumentException where a digit that is not its dimension's most significant is symbolic
     */
    public static MemoryLayout of(int bits, List<List<MemoryDigit>> digits, Expr base, Expr size) {
        return new MemoryLayout(bits, digits, base, size);
    }

    /** One digit a dimension, with its stride in bits; as large as from the first to the last bit of a compact layout, {@link #span}. */
    public static MemoryLayout strided(int bits, List<Expr> shape, List<Expr> strides, Expr base) {
        if (shape.size() != strides.size()) {
            throw new IllegalArgumentException(shape.size() + " extents and " + strides.size() + " strides; wanted as many");
        }
        List<List<MemoryDigit>> digits = new ArrayList<>();
        for (int d = 0; d < shape.size(); d++) {
            digits.add(List.of(new MemoryDigit(shape.get(d), strides.get(d))));
        }
        return new MemoryLayout(bits, digits, base, MemoryDigits.span(bits, digits));
    }

    /** Compact from address 0, the last dimension fastest. */
    public static MemoryLayout rowMajor(int bits, List<Expr> shape) {
        Expr[] strides = new Expr[shape.size()];
        Expr at = Expr.of(bits);
        for (int d = shape.size() - 1; d >= 0; d--) {
            strides[d] = at;
            at = at.times(shape.get(d));
        }
        return strided(bits, shape, List.of(strides), Expr.Const.ZERO).padded(at);
    }

    /** Compact from address 0, the last dimension fastest. */
    public static MemoryLayout rowMajor(int bits, int... shape) {
        return rowMajor(bits, Arrays.stream(shape).mapToObj(Expr::of).toList());
    }

    /** Compact from address 0, the first dimension fastest. */
    public static MemoryLayout columnMajor(int bits, List<Expr> shape) {
        int rank = shape.size();
        int[] reversed = new int[rank];
        Arrays.setAll(reversed, d -> rank - 1 - d);
        return rowMajor(bits, shape.reversed()).permute(reversed);
    }

    /** Compact from address 0, the first dimension fastest. */
    public static MemoryLayout columnMajor(int bits, int... shape) {
        return columnMajor(bits, Arrays.stream(shape).mapToObj(Expr::of).toList());
    }

    /**
     * Reads the text form; {@code parse(l.toString()).equals(l)}.
     *
     * <pre>{@code
     * layout = bits " bits [" [ dim { ", " dim } ] "] base " size " size " size
     * dim    = "1" | digit { " " digit }        most significant first
     * digit  = extent ":" stride                in bits; extent and stride are sizes
     * }</pre>
     *
     * <p>{@code 4 bits [16:1024, 2:4 16:8] base 0 size 16384} is a matrix of 16 rows of 32 codes, those of a row in the order of Q4_0,
     * rows 128 bytes apart; sizes are written as in {@link Expr}.
     *
     * @throws IllegalArgumentException with the place and the reason where the text is no layout
     */
    public static MemoryLayout parse(String text) {
        return new MemoryText(text).layout();
    }

    public int rank() {
        return digits.size();
    }

    /** Bits of an element. */
    public int bits() {
        return bits;
    }

    /** The digits of a dimension, most significant first; none where its extent is 1. */
    public List<MemoryDigit> digits(int dim) {
        return digits.get(dim);
    }

    List<List<MemoryDigit>> digits() {
        return digits;
    }

    /** Bit address of the first element. */
    public Expr base() {
        return base;
    }

    /** Bits of the memory it fills, padding included. */
    public Expr size() {
        return size;
    }

    /** The extent of a dimension. */
    public Expr extent(int dim) {
        return Polynomial.normal(digits.get(dim).stream().map(MemoryDigit::extent).reduce(Expr.Const.ONE, Expr::times));
    }

    /** The extents of the dimensions. */
    public List<Expr> shape() {
        List<Expr> shape = new ArrayList<>();
        for (int d = 0; d < rank(); d++) {
            shape.add(extent(d));
        }
        return shape;
    }

    /**
     * Bits from the lowest to past the highest bit of an element, where no symbolic stride is below 0: the cosize without padding.
     */
    public Expr span() {
        return MemoryDigits.span(bits, digits);
    }

    /** The bit address of an element. */
    public Expr address(long... x) {
        if (x.length != rank()) {
            throw new IndexOutOfBoundsException("element " + Arrays.toString(x) + " of " + this);
        }
        Expr at = base;
        for (int d = 0; d < x.length; d++) {
            at = at.plus(MemoryDigits.offset(digits.get(d), x[d]));
        }
        return Polynomial.normal(at);
    }

    /** The bit address of an element under the values of the symbols. */
    public long address(Symbols symbols, long... x) {
        return address(x).eval(symbols);
    }

    /** The same places in a memory of another size. */
    public MemoryLayout padded(Expr newSize) {
        return new MemoryLayout(bits, digits, base, newSize);
    }

    /** The same places so many bits further. */
    public MemoryLayout movedBy(Expr distance) {
        return new MemoryLayout(bits, digits, base.plus(distance), size);
    }

    /**
     * A·B, this being the outer: in place of each element of this lies a tile {@code inner}, whole with its padding. Strides of this
     * count its elements, and become as many sizes of {@code inner}. Shapes multiply from the last dimension on. Associative.
     *
     * @throws IllegalArgumentException where a stride of this is no multiple of its element
     */
    public MemoryLayout times(MemoryLayout inner) {
        int rank = Math.max(rank(), inner.rank());
        List<List<MemoryDigit>> product = new ArrayList<>();
        for (int d = 0; d < rank; d++) {
            List<MemoryDigit> dim = new ArrayList<>();
            for (MemoryDigit digit : MemoryDigits.fromLast(digits, rank, d)) {
                dim.add(new MemoryDigit(digit.extent(), scaled(digit.stride(), inner)));
            }
            dim.addAll(MemoryDigits.fromLast(inner.digits, rank, d));
            product.add(dim);
        }
        return new MemoryLayout(inner.bits, product, scaled(base, inner).plus(inner.base), scaled(size, inner));
    }

    private Expr scaled(Expr distance, MemoryLayout inner) {
        return Polynomial.of(distance.times(inner.size)).dividedBy(bits).orElseThrow(() -> new IllegalArgumentException("product of " + this
                + " and " + inner + ": a distance of " + distance + " bits is no whole number of elements of " + bits)).expr();
    }

    /** Dimension k of the result is dimension {@code order[k]} of this. */
    public MemoryLayout permute(int... order) {
        if (order.length != rank() || Arrays.stream(order).filter(d -> d >= 0 && d < rank()).distinct().count() != rank()) {
            throw new IllegalArgumentException("permute " + Arrays.toString(order) + ": wanted each of 0.." + (rank() - 1) + " once, for " + this);
        }
        return new MemoryLayout(bits, Arrays.stream(order).mapToObj(digits::get).toList(), base, size);
    }

    /** The same row-major index under another shape, or the boundary that cuts through a digit. */
    public Possible<MemoryLayout> reshape(List<Expr> shape) {
        return MemoryReshape.of(this, shape).then(d -> new Possible.Done<>(new MemoryLayout(bits, d, base, size)));
    }

    /**
     * The tile of a shape whose first element is the one at the offsets: what a load or a store of a tile touches. Where a dimension has
     * several digits, the tile must be whole lower digits from a multiple on, or lie inside of one; facts about the symbols of the
     * offsets prove that.
     */
    public Possible<MemoryLayout> tile(List<Expr> offsets, List<Integer> shape, Facts facts) {
        if (offsets.size() != rank() || shape.size() != rank()) {
            throw new IllegalArgumentException("a tile " + shape + " at " + offsets + " of " + this + "; wanted " + rank() + " of each");
        }
        List<List<MemoryDigit>> tile = new ArrayList<>();
        Expr at = base;
        for (int d = 0; d < rank(); d++) {
            MemorySlice slice = new MemorySlice(digits.get(d), offsets.get(d), shape.get(d), facts);
            if (!slice.fits()) {
                return new Possible.Refused<>("tile " + shape + " at " + offsets + " of " + this + ": dimension " + d + " " + slice.reason());
            }
            tile.add(slice.digits());
            at = at.plus(slice.start());
        }
        return new Possible.Done<>(new MemoryLayout(bits, tile, at, size));
    }

    /** Every element {@code count} times along a new first dimension, which has stride 0. */
    public MemoryLayout repeated(int count) {
        List<List<MemoryDigit>> all = new ArrayList<>(digits);
        all.addFirst(List.of(MemoryDigit.of(count, 0)));
        return new MemoryLayout(bits, all, base, size);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return this == o || o instanceof MemoryLayout that && bits == that.bits && digits.equals(that.digits) && base.equals(that.base)
                && size.equals(that.size);
    }

    @Override
    public int hashCode() {
        return Objects.hash(bits, digits, base, size);
    }

    /** The text form, canonical as the layout is. */
    @Override
    public String toString() {
        return MemoryText.of(this);
    }

    /** The extents where all are numbers. */
    int[] counts() {
        int[] n = new int[rank()];
        for (int d = 0; d < n.length; d++) {
            n[d] = Math.toIntExact(extent(d).constant());
        }
        return n;
    }

    /** Whether all extents are numbers. */
    boolean counted() {
        return digits.stream().flatMap(List::stream).allMatch(d -> d.extent().isConst());
    }
}
