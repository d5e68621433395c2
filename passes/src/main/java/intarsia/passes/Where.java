package intarsia.passes;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.TileOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.IntType;
import intarsia.ir.type.Packing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a slice of the bits of a field's values lies: bits from the start of the row for values along the last dimension, and
 * the bits of a step along each other dimension. Most fields are one slice; values whose bits lie apart are several.
 *
 * @param elem     what is stored: the field's type, or where its values are cut, an unsigned integer
 * @param firstBit of the slice in the value
 * @param period   values of a period: the constant part of a last offset is taken modulo it
 * @param periodBits bits from period to period
 * @param table    bit address of each value of a period
 * @param below    of values that are vectors, the number of the component of each value of a period, which stands below the bits in memory;
 *                 otherwise empty
 */
record Where(DType elem, int firstBit, int period, long periodBits, int[] table, int[] below) {
    /** The slices of a field, the lowest bits first. */
    static List<Where> of(BufferType buffer, String field) {
        return switch (buffer.format()) {
            case DType d -> List.of(plain(d, field));
            case BlockFormat f -> of(f, field);
        };
    }

    private static Where plain(DType d, String field) {
        if (!field.equals(TileOp.VALUE)) {
            throw new IllegalArgumentException("no field '" + field + "' of " + d);
        }
        return new Where(d, 0, 1, d.bits(), new int[] {0}, new int[0]);
    }

    private static List<Where> of(BlockFormat f, String name) {
        Field field = f.field(name);
        Packing p = field.packing();
        List<Where> slices = new ArrayList<>();
        for (int from = 0, to; from < p.codeBits(); from = to) {
            to = end(p, from);
            boolean whole = from == 0 && to == p.codeBits() && field.book().isEmpty();
            DType elem = whole ? field.type() : new IntType(to - from, false);
            slices.add(field.book().isPresent() ? vectors(field, elem, from, column(p, from))
                    : new Where(elem, from, p.elements(), 8L * p.bytes(), column(p, from), new int[0]));
        }
        return slices;
    }

    /** Every element reads the vector that it takes a component of. */
    private static Where vectors(Field field, DType elem, int from, int[] column) {
        int n = field.index().elements();
        int[] table = IntStream.range(0, n).map(e -> column[field.index().value(e)]).toArray();
        int[] below = IntStream.range(0, n).map(field.index()::component).toArray();
        return new Where(elem, from, n, 8L * field.packing().bytes(), table, below);
    }

    /** One past the last bit up to which, from a bit on, the bits of every value lie together. */
    private static int end(Packing p, int from) {
        int to = from + 1;
        while (to < p.codeBits() && follows(p, to)) {
            to++;
        }
        return to;
    }

    private static boolean follows(Packing p, int bit) {
        int[] all = p.bitTable();
        for (int at = bit; at < all.length; at += p.codeBits()) {
            if (all[at] != all[at - 1] + 1) {
                return false;
            }
        }
        return true;
    }

    /** The address of one bit of every value. */
    private static int[] column(Packing p, int bit) {
        int[] all = p.bitTable();
        return IntStream.range(0, p.elements()).map(e -> all[e * p.codeBits() + bit]).toArray();
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
