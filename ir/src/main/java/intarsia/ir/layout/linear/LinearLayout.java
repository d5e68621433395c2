package intarsia.ir.layout.linear;

import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A layout linear over F2: each bit of a coordinate on a named axis adds, by XOR, a fixed element of a tile whose
 * extents are powers of two. What Triton calls a linear layout; digit layouts are those whose matrix is a partial
 * permutation, a replica being a bit that adds nothing.
 *
 * <p>The bits of an element are those of its row-major index, the last dimension lowest. The columns of the matrix are
 * the bits of the axes in the order of their names, lowest bit first. Immutable.
 */
public final class LinearLayout {
    private final int[] shape;
    private final SortedMap<Axis, Integer> bits;
    private final Matrix matrix;

    LinearLayout(int[] shape, SortedMap<Axis, Integer> bits, Matrix matrix) {
        this.shape = shape;
        this.bits = Collections.unmodifiableSortedMap(bits);
        this.matrix = matrix;
    }

    /** The F2 view of a layout, or the extent that is no power of two. */
    public static Answer<LinearLayout> of(Layout layout) {
        return LinearView.of(layout);
    }

    /**
     * The layout in which bit i of an axis adds element {@code bases.get(axis).get(i)}, lowest bit first.
     *
     * @throws IllegalArgumentException where an extent is no power of two or a base lies outside the shape
     */
    public static LinearLayout of(int[] shape, Map<Axis, List<int[]>> bases) {
        return LinearView.of(shape.clone(), bases);
    }

    /** Reads {@code [16x8] lane[(0,2) (0,4) …] v[…]}, the text form: per axis its bases, lowest bit first. */
    public static LinearLayout parse(String text) {
        return LinearText.parse(text);
    }

    public int[] shape() {
        return shape.clone();
    }

    /** The axes that have bits, by name. */
    public Set<Axis> axes() {
        return bits.keySet();
    }

    /** How many bits a coordinate on {@code axis} has. */
    public int bits(Axis axis) {
        return bits.getOrDefault(axis, 0);
    }

    /** Bits of places to bits of elements. */
    public Matrix matrix() {
        return matrix;
    }

    /** The columns of one axis. */
    public Matrix matrix(Axis axis) {
        int from = bits.headMap(axis).values().stream().mapToInt(n -> n).sum();
        return matrix.columns(from, from + bits(axis));
    }

    /** The elements that the bits of an axis add, lowest bit first. */
    public List<int[]> bases(Axis axis) {
        return Arrays.stream(matrix(axis).columns()).mapToObj(c -> LinearView.element(c, shape)).toList();
    }

    /** The element at a place; axes without bits may be named with coordinate 0. */
    public int[] index(Map<Axis, Integer> coordinates) {
        if (!coordinates.keySet().containsAll(axes())) {
            throw new IllegalArgumentException("coordinates on " + coordinates.keySet() + ", wanted " + axes());
        }
        long sum = 0;
        for (var c : coordinates.entrySet()) sum ^= matrix(c.getKey()).apply(c.getValue());
        return LinearView.element(sum, shape);
    }

    /** The digit layout of the same map, which exists where the matrix is a partial permutation onto all elements. */
    public Attempt toLayout() {
        return LinearView.digits(this);
    }

    /** A·B, this being the outer, as for layouts: the direct sum of both, sorted by significance. */
    public LinearLayout times(LinearLayout inner) {
        return Quotient.product(this, inner);
    }

    /** C/B, this being C: the A with {@code A.times(inner)} equal to this. */
    public Answer<LinearLayout> over(LinearLayout inner) {
        return Quotient.of(this, inner, false);
    }

    /** A\C, this being C: the B with {@code outer.times(B)} equal to this. */
    public Answer<LinearLayout> under(LinearLayout outer) {
        return Quotient.of(this, outer, true);
    }

    /** The same places over other element bits: {@code m} after this, as a swizzle of the elements. */
    public LinearLayout then(Matrix m) {
        if (m.rows() != matrix.rows()) {
            throw new IllegalArgumentException(m.size() + " after elements of " + matrix.rows() + " bits, wanted as many rows");
        }
        return new LinearLayout(shape, new TreeMap<>(bits), m.times(matrix));
    }

    /** Element bits to the bits of the first place that holds the element, where every element has one. */
    public Answer<Matrix> rightInverse() {
        return matrix.solve(Matrix.identity(matrix.rows())).map(Answer::found).orElseGet(() -> Answer.refused(
                this + " holds only " + (1L << matrix.rank()) + " of " + (1L << matrix.rows()) + " elements"));
    }

    /** How values move from this to {@code target}: bits of places here to bits of places there, first copies. */
    public Answer<Matrix> conversionTo(LinearLayout target) {
        if (!Arrays.equals(shape, target.shape)) {
            return Answer.refused("conversion from " + this + " to " + target + ": wanted equal shapes");
        }
        return target.matrix.solve(matrix).map(Answer::found).orElseGet(() -> Answer.refused(
                "conversion from " + this + " to " + target + ": the target does not hold all elements of the source"));
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof LinearLayout that && Arrays.equals(shape, that.shape) && bits.equals(that.bits)
                && matrix.equals(that.matrix);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(shape) + bits.hashCode()) + matrix.hashCode();
    }

    /** The text form; {@code parse(l.toString()).equals(l)}. */
    @Override
    public String toString() {
        return LinearText.of(this);
    }
}
