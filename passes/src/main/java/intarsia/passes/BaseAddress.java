package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.BufferType;
import intarsia.ir.Consts;
import intarsia.ir.Divisors;
import intarsia.ir.Expr;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.RowPlaces;
import intarsia.ir.type.StrideDigit;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Where a tile begins in memory: all of an access's addresses that does not differ between its elements. */
final class BaseAddress {
    private final Lanes l;
    private final Memory.Scope scope;
    private final Where where;
    private final BufferType buffer;
    private final TileType tile;
    private final List<Integer> dims;
    private final Terms[] offsets;
    private final int rowDim;
    private final Terms bits;
    private int firstRow;

    /** @param offsets of the tile, one a dimension of the buffer */
    BaseAddress(Lanes l, Memory.Scope scope, TileAccess a, Where where, Terms[] offsets) {
        this.l = l;
        this.scope = scope;
        this.where = where;
        this.buffer = a.buffer();
        this.tile = a.tile();
        this.dims = a.dims();
        this.offsets = offsets;
        this.rowDim = rowDim(buffer);
        this.bits = base();
    }

    /** The dimension along which boxes have rows, or −1. */
    static int rowDim(BufferType buffer) {
        return buffer.format().blockRows() > 1 ? buffer.rank() - 2 : -1;
    }

    /** In bits; the last constant offset is left out. */
    Terms bits() {
        return bits;
    }

    /** The row of a box that offset 0 of the tile has, where the offset does not say it at run time. */
    int firstRow() {
        return firstRow;
    }

    private Terms base() {
        Terms sum = Terms.of(0);
        int last = offsets.length - 1;
        for (int d = 0; d < last; d++) {
            sum = sum.plus(d == rowDim ? rows(offsets[d]) : scaled(offsets[d], Where.strideBits(buffer, d)));
        }
        if (last >= 0) {
            sum = sum.plus(lastDim(offsets[last]));
        }
        if (buffer.format() instanceof BlockFormat f) {
            return sum.plus(scaled(Terms.of(1), buffer.offset().div(f.elements()).times(8L * f.bytes())));
        }
        return sum.plus(scaled(Terms.of(1), buffer.offset().times(buffer.unitBits())));
    }

    /** The bits of an offset along the rows of boxes: of whole boxes, or where rows lie alike, of boxes and rows. */
    private Terms rows(Terms offset) {
        int n = where.rows();
        Expr boxes = Where.boxRowBits(buffer, (BlockFormat) buffer.format());
        Terms moving = offset.withoutConstant();
        if (moving.divisibleBy(n)) {
            firstRow = (int) Math.floorMod(offset.constant(), (long) n);
            return scaled(moving.dividedBy(n, () -> "").plus(Terms.of(Math.floorDiv(offset.constant(), (long) n))), boxes);
        }
        int every = wantInside(offset, n);
        firstRow = (int) Math.floorMod(offset.constant(), (long) every);
        Value row = offset.plus(Terms.of(-firstRow)).index(l, 1, () -> "");
        Value box = l.binary(BinaryOp.DIV, row, l.emit(Consts.i64(n)));
        Value inBox = l.sub(row, l.mul(box, l.emit(Consts.i64(n))));
        return scaled(Terms.atom(box), boxes).plus(inBox(where.rowPlaces().orElseThrow(), inBox, every));
    }

    /** The bits of a row in its box, which is a multiple of so many: those of its digits. */
    private Terms inBox(RowPlaces places, Value row, int every) {
        Terms sum = Terms.of(0);
        int step = places.rows();
        for (StrideDigit digit : places.digits()) {
            int above = step;
            step /= digit.extent();
            int by = Math.max(step, every);
            if (above > every) {
                Value steps = by == 1 ? row : l.binary(BinaryOp.DIV, row, l.emit(Consts.i64(by)));
                Value own = above == places.rows() ? steps : l.binary(BinaryOp.REM, steps, l.emit(Consts.i64(above / by)));
                sum = sum.plus(Terms.atom(own).times((long) by / step * digit.strideBits()));
            }
        }
        return sum;
    }

    /** Rows that begin anywhere: they lie alike, and the tile's are of one box. Gives back of how many rows they are multiples, but for a constant. */
    private int wantInside(Terms offset, int n) {
        long common = offset.of().values().stream().reduce((long) n, Divisors::gcd);
        int j = dims.indexOf(rowDim);
        long end = Math.floorMod(offset.constant(), common) + (j < 0 ? 1 : tile.shape().get(j));
        boolean begin = where.rowsBegin((int) common);
        if (!begin || end > common) {
            throw new IllegalArgumentException("the offset of " + tile + " along the rows of " + buffer + "; wanted a multiple of the " + n
                + " rows of a box" + (begin ? " or rows of one box" : ", whose rows do not lie alike at whole bytes") + ", found multiples of " + common);
        }
        return (int) common;
    }

    private Terms lastDim(Terms offset) {
        if (where.period() == 1) {
            Expr stride = where.lastStrideBits(buffer);
            return scaled(stride.isConst() ? offset.withoutConstant() : offset, stride);
        }
        Terms moving = offset.withoutConstant();
        if (moving.divisibleBy(where.period())) {
            return moving.dividedBy(where.period(), () -> "").times(where.periodBits());
        }
        return parts(moving, offset.constant(), where.part());
    }

    /** The bits of an offset inside blocks, in steps after which places repeat; the tile stays in the block where it begins. */
    private Terms parts(Terms moving, long constant, int part) {
        Supplier<String> what = () -> "the offset of " + tile + " along the last dimension of " + buffer + "; wanted a multiple of the " + where.period()
                + " values of a block, or of the " + part + " after which their places repeat";
        if (Where.oneAcross(buffer) && moving.divisibleBy(part)) {
            return moving.dividedBy(part, what).times(where.partBits(part));
        }
        int j = dims.indexOf(offsets.length - 1);
        int count = j < 0 ? 1 : tile.shape().get(j);
        if (inside(moving, constant, count, where.period())) {
            Terms sum = moving.only(c -> c % where.period() == 0).dividedBy(where.period(), what).times(where.periodBits());
            Terms rest = moving.only(c -> c % where.period() != 0);
            return sum.plus(inside(rest, constant, count, part) ? steps(rest, part, what) : rest.dividedBy(part, what).times(where.partBits(part)));
        }
        Terms steps = moving.dividedBy(part, what);
        long common = moving.of().values().stream().reduce((long) where.period(), Divisors::gcd);
        if (constant < 0 || constant + count > common) {
            throw new IllegalArgumentException(what.get() + ", in one block; found a multiple of " + common + ", and from " + constant + " on " + count + " values");
        }
        Value step = steps.index(l, 1, () -> "");
        Value many = l.emit(Consts.i64(where.period() / part));
        Value block = l.binary(BinaryOp.DIV, step, many);
        return Terms.atom(block).times(where.periodBits()).plus(Terms.atom(l.sub(step, l.mul(block, many))).times(where.partBits(part)));
    }

    /** Whether what is no multiple of some values leads to none past as many; Where counts whole ones of the constant. */
    private boolean inside(Terms moving, long constant, int count, int values) {
        OptionalLong end = moving.only(c -> c % values != 0).most(Math.floorMod(constant, (long) values) + count, scope::most);
        return end.isPresent() && end.getAsLong() <= values;
    }

    /** The bits of whole parts and of steps inside one. */
    private Terms steps(Terms offset, int part, Supplier<String> what) {
        int step = where.step(part);
        Terms parts = offset.only(c -> c % part == 0).dividedBy(part, what).times(where.partBits(part));
        return parts.plus(offset.only(c -> c % part != 0).dividedBy(step, what).times(where.partBits(step)));
    }

    private Terms scaled(Terms t, Expr stride) {
        if (stride instanceof Expr.Const(long n)) {
            return t.times(n);
        }
        Factored parts = Factored.of(stride);
        return Terms.atom(l.mul(t.index(l, 1, () -> ""), scope.size(parts.rest()))).times(parts.factor());
    }
}
