package intarsia.ir.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where each element of a tile lies: a map from the tile's indices to coordinates on named axes.
 *
 * <p>Each dimension of the shape is a number in mixed radix; each of its digits lies on exactly one axis, in a place
 * of its own. A replica on an axis says that every element stands there several times. So placement is set valued,
 * and its inverse ({@link #index}) is total: every coordinate holds some element.
 *
 * <p>A layout is immutable and canonical from construction: two are equal just when shape, axis sizes and placement
 * are. All sizes fit an {@code int}. The text form is described at {@link #parse}.
 *
 * <pre>{@code
 * // A operand of mma.m16n8k16, f16: 32 lanes of 8 slots
 * localColumn(2, 2).times(spatial(8, 4)).times(local(1, 2))
 * // = [16x16] lane[0.1:8 1.1:4] v[1.0:2 0.0:2 1.2:2]
 * }</pre>
 */
public final class Layout {
    /** The layout of one element without dimensions; the unit of {@link #times}. */
    public static final Layout UNIT = make(new int[0], Map.of());

    private final int[] shape;
    private final int elements;
    private final int replicas;
    private final SortedMap<Axis, List<Term>> axes;
    /** The axes' terms as numbers, for comparison; {@link #hash} is of it and of the shape. */
    private final int[] code;
    private final int hash;
    // Read per element by the compiler.
    private final List<Term> lane;
    private final List<Term> v;

    private Layout(int[] shape, SortedMap<Axis, List<Term>> canonical) {
        this.shape = shape.clone();
        this.elements = Sizes.elements(this.shape);
        this.axes = Collections.unmodifiableSortedMap(canonical);
        this.replicas = Term.replicas(axes.values());
        this.code = Term.code(axes);
        this.hash = 31 * Arrays.hashCode(this.shape) + Arrays.hashCode(code);
        this.lane = terms(Axis.LANE);
        this.v = terms(Axis.V);
    }

    /** Takes the digits on trust: each of the shape's exactly once. Brings them into canonical form. */
    static Layout make(int[] shape, Map<Axis, List<Term>> raw) {
        var sorted = new TreeMap<Axis, List<Term>>();
        raw.forEach((axis, terms) -> {
            var canonical = Term.canonical(axis, terms);
            if (!canonical.isEmpty()) sorted.put(axis, canonical);
        });
        return Recent.of(new Layout(shape, sorted));
    }

    /**
     * The general constructor.
     *
     * @param shape extents of the dimensions, each at least 1
     * @param factorisations per dimension the extents of its digits, most significant first; their product is the
     *     dimension's extent
     * @param axes per axis its entries, most significant first; each digit stands exactly once over all axes
     * @throws IllegalArgumentException where one of these does not hold
     */
    public static Layout of(int[] shape, int[][] factorisations, Map<Axis, ? extends List<? extends Entry>> axes) {
        return LayoutDigits.resolve(shape, factorisations, axes);
    }

    /** All elements on {@code axis}, the last dimension fastest. */
    public static Layout on(Axis axis, int... shape) {
        return LayoutDigits.inOrder(axis, shape, false);
    }

    /** All elements on {@code axis}, the first dimension fastest. */
    public static Layout onColumn(Axis axis, int... shape) {
        return LayoutDigits.inOrder(axis, shape, true);
    }

    /** λ: all elements in the slots of one lane, the last dimension fastest. */
    public static Layout local(int... shape) {
        return on(Axis.V, shape);
    }

    /** λcol: all elements in the slots of one lane, the first dimension fastest. */
    public static Layout localColumn(int... shape) {
        return onColumn(Axis.V, shape);
    }

    /** σ: one element a lane, the last dimension fastest. */
    public static Layout spatial(int... shape) {
        return on(Axis.LANE, shape);
    }

    /** σcol: one element a lane, the first dimension fastest. */
    public static Layout spatialColumn(int... shape) {
        return onColumn(Axis.LANE, shape);
    }

    /** ρ: {@code count} copies along {@code axis} of one element without dimensions. */
    public static Layout replica(Axis axis, int count) {
        return LayoutDigits.resolve(new int[0], new int[0][], Map.of(axis, List.of(new Entry.Replica(count))));
    }

    /**
     * Contiguous elements on neighbouring lanes: the low digits of the row-major index lie on axis lane, the others
     * row-major on axis v. The low digits are as many as make a divisor g of {@code lanes}, g the largest; where
     * {@code g < lanes} (a small tile, 172 or 6 elements on 16 lanes) the lanes hold {@code lanes / g} copies, the
     * copy number above the digits.
     *
     * @throws IllegalArgumentException where {@code lanes} or an extent is below 1
     */
    public static Layout rowMajor(int lanes, int... shape) {
        return LayoutDigits.rowMajor(lanes, shape);
    }

    /**
     * Reads the text form; {@code parse(l.toString()).equals(l)}.
     *
     * <pre>{@code
     * layout  = shape { " " axis "[" entry { " " entry } "]" }
     * shape   = "[" [ extent { "x" extent } ] "]"
     * entry   = digit | replica                    most significant first
     * digit   = dim "." position ":" extent        position 0 is the dimension's most significant
     * replica = "*" count
     * }</pre>
     *
     * <p>{@code [16x8] lane[0.1:8 1.0:4] v[0.0:2 1.1:2]} is the C operand of mma.m16n8k16;
     * {@code [6] lane[*8 0.1:2] v[0.0:3]} holds six elements on 16 lanes, eight times each. The printer writes the
     * canonical form with axes in the order of their names; the reader takes any valid digits, axes in any order, and
     * single or several spaces.
     *
     * @throws IllegalArgumentException with column and reason where the text is no layout
     */
    public static Layout parse(String text) {
        return new LayoutText(text).layout();
    }

    public int rank() {
        return shape.length;
    }

    public int[] shape() {
        return shape.clone();
    }

    /** The extent of one dimension. */
    public int extent(int dim) {
        return shape[dim];
    }

    /** The number of elements: the product of the shape. */
    public int elements() {
        return elements;
    }

    /** The axes that carry entries, by name. An axis not among them has size 1. */
    public Set<Axis> axes() {
        return axes.keySet();
    }

    /** The number of coordinates on an axis: the product of its entries' extents. */
    public int size(Axis axis) {
        List<Term> terms = terms(axis);
        return terms.isEmpty() ? 1 : terms.getFirst().scale() * terms.getFirst().extent();
    }

    /** How many times each element stands in the layout. */
    public int replicas() {
        return replicas;
    }

    /** The resolved entries of an axis, most significant first. */
    public List<Term> terms(Axis axis) {
        return axes.getOrDefault(axis, List.of());
    }

    /** The entries of an axis, most significant first. */
    public List<Entry> entries(Axis axis) {
        return LayoutDigits.entries(this, axis);
    }

    /** The extents of a dimension's digits, most significant first. */
    public int[] factorisation(int dim) {
        return LayoutDigits.factorisation(this, dim);
    }

    /**
     * A·B, this being the outer: each element of this becomes a tile of {@code inner}. Shapes multiply from the last
     * dimension on, a missing leading dimension counting as 1. Associative, not commutative.
     */
    public Layout times(Layout inner) {
        return Product.of(this, inner);
    }

    /**
     * The right quotient C/B of this, C: the A with {@code A.times(inner)} equal to this, of this rank. There is at most
     * one, leading dimensions of extent 1 aside, and it is found whenever there is one.
     */
    public Attempt over(Layout inner) {
        return Division.right(this, inner);
    }

    /** The left quotient B\C of this, C: the A with {@code outer.times(A)} equal to this; else as {@link #over}. */
    public Attempt under(Layout outer) {
        return Division.left(this, outer);
    }

    /** The dimensions of this, then those of {@code inner}, whose entries stand below those of this on every axis. */
    public Layout concat(Layout inner) {
        return Product.concat(this, inner);
    }

    /**
     * The bit layout of codes of {@code width} bits: one dimension more, the bit, lowest on {@code v}. The coordinate on
     * {@code v} then is the place in the bit string of a lane, bit 0 of slot 0 first.
     */
    public Layout bits(int width) {
        return concat(local(width));
    }

    /** Dimension k of the result is dimension {@code order[k]} of this. */
    public Layout permute(int... order) {
        return Shaping.permute(this, order);
    }

    /** The same row-major index under another shape, or the boundary that cuts through a digit. */
    public Attempt reshape(int... newShape) {
        return Reshape.of(this, newShape.clone());
    }

    /** A dimension of extent 1 put in before dimension {@code dim}, which may be {@link #rank}. */
    public Layout unsqueeze(int dim) {
        return Shaping.unsqueeze(this, dim);
    }

    /**
     * The layout without a dimension of extent 1.
     *
     * @throws IllegalArgumentException where the extent is another
     */
    public Layout squeeze(int dim) {
        return Shaping.squeeze(this, dim);
    }

    /**
     * The elements of a dimension from {@code offset} on, {@code extent} of them, each in the lanes where it was. Digits
     * of other axes than {@code v} need an offset and an extent that they divide; slots are numbered anew.
     *
     * @throws IllegalArgumentException where the dimension has no such elements
     */
    public Attempt slice(int dim, int offset, int extent) {
        return Slice.of(this, dim, offset, extent);
    }

    /**
     * The layout after all elements along {@code dim} became one: its extent is 1, its digits on {@code v} are gone
     * (a lane combines its own values), those on other axes are replicas (every lane learns the result).
     */
    public Layout reduce(int dim) {
        return Shaping.reduce(this, dim);
    }

    /**
     * The layout that an operand of this shape must have so that it can be read as this layout without moving a value:
     * this one reduced over the dimensions in which the operand has extent 1.
     *
     * @throws IllegalArgumentException where another extent than 1 differs
     */
    public Layout operand(int... shape) {
        return Shaping.operand(this, shape);
    }

    /** Whether an operand of this layout can be read as {@code target}: it is {@code target.operand(shape())}. */
    public boolean broadcastsTo(Layout target) {
        return Shaping.broadcasts(shape, target.shape) && equals(target.operand(shape));
    }

    /** Whether every element has here all places that it has in {@code that}, and maybe more. */
    public Check covers(Layout that) {
        return covers(that, _ -> true);
    }

    /**
     * The same on some axes alone. An assignment needs {@code axis -> !axis.equals(Axis.V)}: the lanes that are to have an
     * element have it, in whatever slot.
     */
    public Check covers(Layout that, Predicate<Axis> on) {
        return Cover.of(this, that, on);
    }

    /** A layout of another shape with each digit replaced by the image, or dropped where that is null. */
    Layout mapDigits(int[] newShape, BiFunction<Axis, Term, @Nullable Term> image) {
        Map<Axis, List<Term>> out = new TreeMap<>();
        axes.forEach((axis, terms) -> {
            var list = new ArrayList<Term>();
            for (Term t : terms) {
                Term to = t.isReplica() ? t : image.apply(axis, t);
                if (to != null) list.add(to);
            }
            out.put(axis, list);
        });
        return make(newShape, out);
    }

    /** The coordinate on one axis of the first copy of element {@code x}. */
    public int coordinate(Axis axis, int... x) {
        return sum(terms(axis), checked(x));
    }

    /** The lane of the first copy of element {@code x}. */
    public int lane(int... x) {
        return sum(lane, checked(x));
    }

    /** The value slot of the first copy of element {@code x}. */
    public int v(int... x) {
        return sum(v, checked(x));
    }

    /** The coordinates on one axis of all copies of element {@code x}, ascending. */
    public int[] place(Axis axis, int... x) {
        int first = coordinate(axis, x);
        int[] out = {first};
        for (Term t : terms(axis)) {
            if (t.isReplica()) out = copies(out, t);
        }
        return out;
    }

    /** All places of element {@code x}: {@link #replicas} maps from axis to coordinate, in ascending order. */
    public List<SortedMap<Axis, Integer>> place(int... x) {
        checked(x);
        List<SortedMap<Axis, Integer>> out = List.of(new TreeMap<>());
        for (Axis axis : axes.keySet()) {
            var next = new ArrayList<SortedMap<Axis, Integer>>();
            int[] coordinates = place(axis, x);
            for (var prefix : out) {
                for (int c : coordinates) {
                    var place = new TreeMap<>(prefix);
                    place.put(axis, c);
                    next.add(place);
                }
            }
            out = next;
        }
        return out;
    }

    /** The index of an element of a tile, from its row-major number. */
    public static int[] index(int element, int[] shape) {
        int[] x = new int[shape.length];
        int rest = element;
        for (int d = shape.length - 1; d >= 0; d--) {
            x[d] = rest % shape[d];
            rest /= shape[d];
        }
        return x;
    }

    /**
     * The element at a place; which copy it is does not matter.
     *
     * @param coordinates one for each of {@link #axes}; other axes may be named with coordinate 0
     */
    public int[] index(Map<Axis, Integer> coordinates) {
        if (!coordinates.keySet().containsAll(axes.keySet())) {
            throw new IllegalArgumentException("coordinates on " + coordinates.keySet() + ", wanted " + axes.keySet());
        }
        int[] x = new int[rank()];
        coordinates.forEach((axis, c) -> decode(axis, terms(axis), c, x));
        return x;
    }

    /**
     * The element in slot {@code slot} of lane {@code laneNumber}.
     *
     * @throws IllegalStateException where the layout has axes besides {@code lane} and {@code v}
     */
    public int[] index(int laneNumber, int slot) {
        if (axes.size() > (lane.isEmpty() ? 0 : 1) + (v.isEmpty() ? 0 : 1)) {
            throw new IllegalStateException("index(lane, v) of a layout with axes " + axes.keySet());
        }
        int[] x = new int[rank()];
        decode(Axis.LANE, lane, laneNumber, x);
        decode(Axis.V, v, slot, x);
        return x;
    }

    /** The row-major number of the element in slot {@code slot} of lane {@code laneNumber}. */
    public int element(int laneNumber, int slot) {
        int n = 0;
        int[] x = index(laneNumber, slot);
        for (int d = 0; d < x.length; d++) n = n * shape[d] + x[d];
        return n;
    }

    /**
     * The layout drawn as a table: a row per index of the last dimension but one, a column per index of the last, in
     * each cell the coordinates of the element's first copy in the order that the heading names. Tiles of more
     * dimensions are drawn slice by slice.
     *
     * @throws IllegalArgumentException above 65,536 elements
     */
    public String render() {
        return new LayoutPicture(this).text();
    }

    private void decode(Axis axis, List<Term> terms, int c, int[] x) {
        if (c < 0 || c >= size(axis)) {
            throw new IndexOutOfBoundsException(axis + " " + c + ", wanted 0.." + (size(axis) - 1) + " in " + this);
        }
        for (Term t : terms) {
            if (!t.isReplica()) x[t.dim()] += t.valueIn(c) * t.weight();
        }
    }

    private static int sum(List<Term> terms, int[] x) {
        int c = 0;
        for (Term t : terms) c += t.digitOf(x) * t.scale();
        return c;
    }

    private static int[] copies(int[] coordinates, Term replica) {
        int[] out = new int[coordinates.length * replica.extent()];
        for (int i = 0, k = 0; i < coordinates.length; i++) {
            for (int r = 0; r < replica.extent(); r++) out[k++] = coordinates[i] + r * replica.scale();
        }
        return out;
    }

    private int[] checked(int[] x) {
        boolean inside = x.length == shape.length;
        for (int d = 0; inside && d < x.length; d++) inside = x[d] >= 0 && x[d] < shape[d];
        if (!inside) throw new IndexOutOfBoundsException("element " + Arrays.toString(x) + " of " + this);
        return x;
    }

    Collection<List<Term>> lists() {
        return axes.values();
    }

    /** The digit that has {@code weight} strictly inside it, and its axis. */
    Attempt.Clash digitAt(int dim, int weight) {
        return Term.inside(axes, dim, weight);
    }

    /** Exact: shape, axes and canonical terms. */
    @Override
    public boolean equals(@Nullable Object o) {
        return this == o || (o instanceof Layout that && hash == that.hash && Arrays.equals(code, that.code) && Arrays.equals(shape, that.shape)
                && axes.keySet().equals(that.axes.keySet()));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The text form, canonical as the layout is. */
    @Override
    public String toString() {
        return LayoutText.of(this);
    }
}
