package intarsia.runtime.launch;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import java.util.List;

/**
 * The elements and bytes that a view reaches under the values of the symbols, in what strides count: from
 * {@code offset + sum of min(0, (extent - 1) * stride)} to {@code offset + sum of max(0, (extent - 1) * stride)},
 * both included; none where an extent is 0. Not for two threads at once.
 */
public final class ViewReach {
    private final BufferType type;
    private final SizeCode[] shape;
    private final SizeCode[] strides;
    private final SizeCode offset;
    private final long mask;
    private long firstElement;
    private long lastElement;
    private long firstByte;
    private long endByte;

    public ViewReach(BufferType type, SymbolValues values) {
        this.type = type;
        shape = codes(type.shape(), values);
        strides = codes(type.strides(), values);
        offset = new SizeCode(type.offset(), values);
        long symbols = offset.mask();
        for (int d = 0; d < shape.length; d++) {
            symbols |= shape[d].mask() | strides[d].mask();
        }
        mask = symbols;
    }

    private static SizeCode[] codes(List<Expr> exprs, SymbolValues values) {
        return exprs.stream().map(e -> new SizeCode(e, values)).toArray(SizeCode[]::new);
    }

    public BufferType type() {
        return type;
    }

    /** The symbols it depends on. */
    public long mask() {
        return mask;
    }

    /** Computes the reach anew; {@link ArithmeticException} where a size exceeds 63 bits. */
    public void eval(SymbolValues values) {
        long low = offset.eval(values);
        long high = low;
        for (int d = 0; d < shape.length; d++) {
            long extent = shape[d].eval(values);
            if (extent <= 0) {
                firstElement = 0;
                lastElement = -1;
                firstByte = 0;
                endByte = 0;
                return;
            }
            long span = span(d, extent - 1, strides[d].eval(values));
            low = Math.addExact(low, Math.min(0, span));
            high = Math.addExact(high, Math.max(0, span));
        }
        firstElement = low;
        lastElement = high;
        firstByte = startOf(low);
        endByte = endOf(high);
    }

    /** How far the last element along a dimension is from the first, in the order of memory. */
    private long span(int d, long last, long stride) {
        if (type.format() instanceof BlockFormat b && b.rows() > 1 && d >= shape.length - 2) {
            return d == shape.length - 1 ? b.stored(0, last, 0) : b.stored(last, 0, stride);
        }
        return Math.multiplyExact(last, stride);
    }

    /** The first byte that holds a bit of an element. */
    private long startOf(long element) {
        return switch (type.format()) {
            case DType _ -> Math.floorDiv(Math.multiplyExact(element, (long) type.unitBits()), 8L);
            case BlockFormat b -> Math.multiplyExact(Math.floorDiv(element, (long) b.elements()), (long) b.bytes());
        };
    }

    /** One past the last byte that holds a bit of an element, or of its block. */
    private long endOf(long element) {
        return switch (type.format()) {
            case DType t -> Math.ceilDiv(Math.addExact(Math.multiplyExact(element, (long) type.unitBits()), t.bits()), 8L);
            case BlockFormat b -> Math.multiplyExact(Math.floorDiv(element, (long) b.elements()) + 1, (long) b.bytes());
        };
    }

    /** The lowest element, counted from the start of the memory as strides are. */
    public long firstElement() {
        return firstElement;
    }

    /** The highest element; below {@link #firstElement} where the view is empty. */
    public long lastElement() {
        return lastElement;
    }

    public long firstByte() {
        return firstByte;
    }

    /** One past the last byte; equal to {@link #firstByte} where the view is empty. */
    public long endByte() {
        return endByte;
    }
}
