package intarsia.passes;

import intarsia.ir.BufferType;
import intarsia.ir.Divisors;
import intarsia.ir.Expr;
import intarsia.ir.TileOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.FieldPlaces;
import intarsia.ir.type.IntType;
import intarsia.ir.type.Packing;
import intarsia.ir.type.Role;
import intarsia.ir.type.RowPlaces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where a slice of the bits of a field's values lies: bits from the start of the row for values along the last dimension, and
 * the bits of a step along each other dimension. Most fields are one slice; values whose bits lie apart are several.
 *
 * @param elem     what is stored: the field's type, or where its values are cut, an unsigned integer
 * @param firstBit of the slice in the value
 * @param rows     rows of values of a period: of a box; 1 where blocks are rows
 * @param period   columns of values of a period: the constant part of a last offset is taken modulo it
 * @param periodBits bits from period to period
 * @param rowPlaces where the rows of a period begin, where rows lie alike
 * @param table    bit address of each value of a period, row after row; of rows that lie alike the first
 * @param below    of values that are vectors, the number of the component of each value of a period, which stands below the bits in memory;
 *                 otherwise empty
 */
record Where(DType elem, int firstBit, int rows, int period, long periodBits, Optional<RowPlaces> rowPlaces, int[] table, int[] below) {
    private static final Optional<RowPlaces> ONE_ROW = Optional.of(RowPlaces.of(1, 0));

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
        return new Where(d, 0, 1, 1, d.bits(), ONE_ROW, new int[] {0}, new int[0]);
    }

    private static List<Where> of(BlockFormat f, String name) {
        Field field = f.field(name);
        Packing p = field.packing();
        List<Where> slices = new ArrayList<>();
        for (int from = 0, to; from < p.codeBits(); from = to) {
            to = end(p, from);
            boolean whole = from == 0 && to == p.codeBits() && field.book().isEmpty();
            DType elem = whole ? field.type() : new IntType(to - from, false);
            slices.add(field.book().isPresent() ? vectors(f, field, elem, from) : values(f, field, elem, from));
        }
        return slices;
    }

    private static Where values(BlockFormat f, Field field, DType elem, int from) {
        Packing p = field.packing();
        int rows = f.rows() / f.rowStep(field);
        int columns = f.columns() / f.columnStep(field);
        if (p.isRun()) {
            int[] first = IntStream.range(0, columns).map(e -> p.firstAddress() + e * p.codeBits() + from).toArray();
            return new Where(elem, from, rows, columns, 8L * p.bytes(), Optional.of(RowPlaces.of(rows, columns * p.codeBits())), first, new int[0]);
        }
        return table(elem, from, rows, columns, 8L * p.bytes(), column(p, from), new int[0]);
    }

    /** Every element reads the vector that it takes a component of. */
    private static Where vectors(BlockFormat f, Field field, DType elem, int from) {
        int[] column = column(field.packing(), from);
        int n = field.index().elements();
        int[] table = IntStream.range(0, n).map(e -> column[field.index().value(e)]).toArray();
        int[] below = IntStream.range(0, n).map(field.index()::component).toArray();
        return new Where(elem, from, f.rows(), f.columns(), 8L * field.packing().bytes(), f.rows() == 1 ? ONE_ROW : Optional.empty(), table, below);
    }

    private static Where table(DType elem, int from, int rows, int columns, long periodBits, int[] table, int[] below) {
        Optional<RowPlaces> places = RowPlaces.of(table, columns);
        return new Where(elem, from, rows, columns, periodBits, places, places.isPresent() ? Arrays.copyOf(table, columns) : table, below);
    }

    /** Whether rows of all that is read of a box lie alike, at whole bytes, so that a kernel may begin at any. */
    static boolean rowsAlike(BlockFormat f) {
        return f.rows() == 1 || f.fields().stream().filter(x -> x.role() != Role.SUM).flatMap(x -> of(f, x.name()).stream())
                .allMatch(w -> w.rowsBegin(1));
    }

    /** Whether a kernel may begin at every so many rows: they lie alike, and begin at whole bytes. */
    boolean rowsBegin(int every) {
        return rows == 1 || rowPlaces.filter(p -> p.begin(every)).isPresent();
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
        if (p.isRun()) {
            return true;
        }
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
                || 8L * f.bytes() % width == 0 && rowPlaces.stream().flatMap(p -> p.digits().stream()).allMatch(d -> d.strideBits() % width == 0)
                && Arrays.stream(table).allMatch(bit -> bit % width == 0);
    }

    /** Bit address of a value of a row of a period, counted along the last dimension from the start of a period. */
    long bit(int row, long value) {
        int at = (int) Math.floorMod(value, (long) period);
        long inPeriod = rowPlaces.isPresent() ? table[at] + rowPlaces.get().bit(row) : table[row * period + at];
        return Math.floorDiv(value, (long) period) * periodBits + inPeriod;
    }

    /** The fewest columns after which the places of a period come again, whole bytes further; at most the period. */
    int part() {
        for (int part = 1; part < period; part++) {
            if (period % part == 0 && repeats(part)) {
                return part;
            }
        }
        return period;
    }

    /** Bits from part to part. */
    long partBits(int part) {
        return part == period ? periodBits : table[part] - table[0];
    }

    /** The fewest columns after which the places inside a part come again, whole words further; the part where there are none. */
    int step(int part) {
        return IntStream.range(1, part).filter(step -> part % step == 0 && below.length == 0 && repeatsInside(part, step)).findFirst().orElse(part);
    }

    private boolean repeatsInside(int part, int step) {
        int bits = table[step] - table[0];
        return bits % Integer.SIZE == 0 && IntStream.range(0, period).allMatch(e -> e % part + step >= part || table[e + step] - table[e] == bits);
    }

    /** Values of a field after which they come again at the same bits of other bytes, in all of a block. */
    static int repeats(BufferType buffer, Field field) {
        return of(buffer, field.name()).stream().mapToInt(Where::part).reduce(1, Divisors::lcm);
    }

    /** The same in every so many columns, from a multiple of them on. */
    static int repeats(BufferType buffer, Field field, int columns) {
        return of(buffer, field.name()).stream().mapToInt(w -> w.part() % columns == 0 ? w.step(w.part()) : w.part()).reduce(1, Divisors::lcm);
    }

    private boolean repeats(int part) {
        return FieldPlaces.repeats(table, period, part)
                && IntStream.range(0, below.length).allMatch(e -> e % period + part >= period || below[e + part] == below[e]);
    }

    /** Whether a buffer has one block across: its last extent is that of a block. */
    static boolean oneAcross(BufferType buffer) {
        return buffer.format() instanceof BlockFormat f && buffer.rank() > 0 && buffer.shape().getLast().equals(Expr.of(f.columns()));
    }

    /** Bits from a row of boxes to the next. */
    static Expr boxRowBits(BufferType buffer, BlockFormat f) {
        return buffer.strides().get(buffer.rank() - 2).div(f.columns()).times(8L * f.bytes());
    }

    /** Bits of a step along a dimension that is not the last, where the stride is not of rows of boxes. */
    static Expr strideBits(BufferType buffer, int dim) {
        Expr stride = buffer.strides().get(dim);
        return switch (buffer.format()) {
            case DType _ -> stride.times(buffer.unitBits());
            case BlockFormat f -> stride.div(f.elements()).times(8L * f.bytes());
        };
    }

    /** Bits of a step along the last dimension, where every step is alike: of plain elements, or one value a block. */
    Expr lastStrideBits(BufferType buffer) {
        return switch (buffer.format()) {
            case DType _ -> buffer.strides().getLast().times(buffer.unitBits());
            case BlockFormat _ -> Expr.of(periodBits);
        };
    }
}
