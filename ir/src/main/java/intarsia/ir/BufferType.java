package intarsia.ir;

import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.MatrixShape;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A view of memory: a tensor parameter of a tile kernel, which is global, or a tile that a block shares.
 *
 * @param space   where it is; of shared memory all numbers are constants and elements plain
 * @param format  element type or block format; blocks run along the last dimension, or are boxes of the last two
 * @param shape   extents
 * @param strides in elements; of a type whose codes are not whole bytes in bits; of a block format all but the last are whole blocks,
 *                the last is 1
 * @param offset  of element 0 from the start of the memory, counted as strides are, of boxes in the order of memory
 * @param range   of integer values where it is known; a device checks it at launch, kernels may index by such values
 */
public record BufferType(Space space, Format format, List<Expr> shape, List<Expr> strides, Expr offset, Optional<Range> range) implements Type {
    /** Values from {@code min} to {@code max}, both included. */
    public record Range(long min, long max) {
        @Override
        public String toString() {
            return min + ".." + max;
        }
    }

    /** A view of global memory. */
    public BufferType(Format format, List<Expr> shape, List<Expr> strides, Expr offset, Optional<Range> range) {
        this(Space.GLOBAL, format, shape, strides, offset, range);
    }

    public BufferType {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
        if (shape.size() != strides.size()) {
            throw new IllegalArgumentException(shape.size() + " extents and " + strides.size() + " strides; wanted as many");
        }
        MatrixShape.check(format, Expr.constants(shape), format + shape.toString());
        if (format.blockRows() > 1) {
            checkBoxes(format, strides, offset);
        } else if (format.blockColumns() > 1) {
            checkRows(format, shape, strides);
        }
    }

    /** A row of blocks begins with one. */
    private static void checkRows(Format format, List<Expr> shape, List<Expr> strides) {
        boolean fits = strides.stream().limit(Math.max(0, strides.size() - 1)).allMatch(s -> !s.isConst() || s.constant() % format.blockColumns() == 0);
        if (!fits) {
            throw new IllegalArgumentException("blocks of " + format + shape + " with strides " + strides + "; wanted rows that begin " + format.blockColumns()
                    + " elements after another, or a multiple of that");
        }
    }

    private static void checkBoxes(Format format, List<Expr> strides, Expr offset) {
        Expr row = strides.get(strides.size() - 2);
        boolean fits = strides.getLast().equals(Expr.Const.ONE) && (!row.isConst() || row.constant() > 0 && row.constant() % format.blockColumns() == 0)
                && (!offset.isConst() || offset.constant() % format.blockElements() == 0);
        if (!fits) {
            throw new IllegalArgumentException("boxes of " + format + " with strides " + strides + " from element " + offset + " on; wanted rows of whole boxes,"
                    + " one after another, from a box on");
        }
    }

    /** Row-major and contiguous; rows begin at whole bytes. */
    public static BufferType of(Format format, List<Expr> shape) {
        return new BufferType(format, shape, rowMajor(format, shape), Expr.Const.ZERO, Optional.empty());
    }

    /** The same view in another memory. */
    public BufferType in(Space other) {
        return new BufferType(other, format, shape, strides, offset, range);
    }

    public BufferType withRange(long min, long max) {
        return new BufferType(space, format, shape, strides, offset, Optional.of(new Range(min, max)));
    }

    /**
     * Strides of a contiguous tensor, the last dimension fastest. Rows of the last dimension begin at whole bytes, so that two blocks of a grid
     * that own rows never write one byte.
     */
    public static List<Expr> rowMajor(Format format, List<Expr> shape) {
        Expr[] strides = new Expr[shape.size()];
        Expr at = Expr.of(step(format));
        for (int i = shape.size() - 1; i >= 0; i--) {
            strides[i] = at;
            at = at.times(shape.get(i));
            at = i == shape.size() - 1 && inBits(format) ? at.ceilDiv(8).times(8) : at;
        }
        return List.of(strides);
    }

    /** Whether strides count bits: those of a type whose codes are not whole bytes. */
    public static boolean inBits(Format format) {
        return format instanceof DType d && d.bits() % 8 != 0;
    }

    /** From an element to the next in what strides count: one element, or its bits. */
    public static int step(Format format) {
        return format instanceof DType d && inBits(d) ? d.bits() : 1;
    }

    /** Bits of what strides and offset of a plain type count. */
    public int unitBits() {
        return elem().bits() / step(format);
    }

    public int rank() {
        return shape.size();
    }

    /** The element type where elements stand for themselves. */
    public DType elem() {
        if (format instanceof DType d) {
            return d;
        }
        throw new IllegalStateException("elements of " + format + " have fields; name one");
    }

    public boolean contiguous() {
        return offset.equals(Expr.Const.ZERO) && strides.equals(rowMajor(format, shape));
    }

    /** Bytes up to the end of the last element, of a plain type whose numbers are constants and not negative. */
    public long sharedBytes() {
        long furthest = offset.constant();
        for (int d = 0; d < rank(); d++) {
            furthest += (shape.get(d).constant() - 1) * strides.get(d).constant();
        }
        return Math.ceilDiv(furthest * unitBits() + elem().bits(), 8L);
    }

    @Override
    public String toString() {
        String s = space.text() + " " + format + list(shape);
        if (!contiguous()) {
            s += " strides " + list(strides) + " offset " + offset;
        }
        return s + range.map(r -> " range " + r).orElse("");
    }

    static String list(List<Expr> exprs) {
        return exprs.stream().map(Expr::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
