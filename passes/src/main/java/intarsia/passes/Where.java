package intarsia.passes;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.TileOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Packing;
import java.util.Arrays;

/**
 * Where the values of a field of a buffer lie: bits from the start of the row for values along the last dimension, and
 * the bits of a step along each other dimension.
 *
 * @param elem     what is stored
 * @param period   values of a period: the constant part of a last offset is taken modulo it
 * @param periodBits bits from period to period
 * @param table    bit address of each value of a period
 */
record Where(DType elem, int period, long periodBits, int[] table) {
    /** The place of a field; an error where the bits of one value do not lie together. */
    static Where of(BufferType buffer, String field) {
        return switch (buffer.format()) {
            case DType d -> plain(d, field);
            case BlockFormat f -> of(f, field);
        };
    }

    private static Where plain(DType d, String field) {
        if (!field.equals(TileOp.VALUE)) {
            throw new IllegalArgumentException("no field '" + field + "' of " + d);
        }
        return new Where(d, 1, d.bits(), new int[] {0});
    }

    private static Where of(BlockFormat f, String name) {
        Field field = f.find(name).orElseThrow(() -> new IllegalArgumentException("no field '" + name + "' in " + f));
        Packing p = field.packing();
        int bits = p.codeBits();
        int[] all = p.bitTable();
        int[] first = new int[p.elements()];
        for (int e = 0; e < first.length; e++) {
            first[e] = all[e * bits];
            for (int b = 1; b < bits; b++) {
                if (all[e * bits + b] != first[e] + b) {
                    throw new IllegalArgumentException("field " + name + " of " + f + ": the bits of value " + e + " lie in several pieces; repack it");
                }
            }
        }
        return new Where(field.type(), p.elements(), 8L * p.bytes(), first);
    }

    /** Whether every value lies at a multiple of its own width, where the memory starts at one. */
    boolean aligned(BufferType buffer) {
        int width = elem.bits();
        return width <= 8 || !(buffer.format() instanceof BlockFormat f)
                || 8 * f.bytes() % width == 0 && Arrays.stream(table).allMatch(bit -> bit % width == 0);
    }

    /** Bit address of a value, counted along the last dimension from the start of a period. */
    long bit(long value) {
        return Math.floorDiv(value, (long) period) * periodBits + table[(int) Math.floorMod(value, (long) period)];
    }

    /** Bits of a step along a dimension that is not the last, where the stride is a number of elements. */
    static Expr strideBits(BufferType buffer, int dim) {
        Expr stride = buffer.strides().get(dim);
        return switch (buffer.format()) {
            case DType d -> stride.times(d.bits());
            case BlockFormat f -> stride.div(f.elements()).times(8L * f.bytes());
        };
    }

    /** Bits of a step along the last dimension, where every step is alike: of plain elements, or one value a block. */
    Expr lastStrideBits(BufferType buffer) {
        return switch (buffer.format()) {
            case DType d -> buffer.strides().getLast().times(d.bits());
            case BlockFormat _ -> Expr.of(periodBits);
        };
    }
}
