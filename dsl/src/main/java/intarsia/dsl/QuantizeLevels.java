package intarsia.dsl;

import intarsia.dsl.SearchScales.Found;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.GgmlSearch;
import intarsia.ir.type.QuantizeRule;

/**
 * A block of two levels of scale by {@link QuantizeRule#GGML}: the same operations of single precision in the same order, bit for bit. Groups are searched side by side,
 * each by one element of a tile that walks through its values, since the sums are in their order.
 */
final class QuantizeLevels {
    private final TileKernel k;
    private final Global to;
    private final BlockFormat format;
    private final Scalar row;
    private final Scalar column;
    private final SearchScales search;
    private final Found found;
    private final int groups;

    private QuantizeLevels(TileKernel k, Global to, BlockFormat format, Scalar row, Scalar column, SearchScales search, int groups) {
        this.k = k;
        this.to = to;
        this.format = format;
        this.row = row;
        this.column = column;
        this.search = search;
        this.groups = groups;
        this.found = search.found();
    }

    /** Writes the block that begins at a row and a column. */
    static void store(TileKernel k, Global from, Global to, GgmlSearch how, Scalar row, Scalar column) {
        BlockFormat f = (BlockFormat) to.type().format();
        int group = f.field(Field.SCALE).granularity();
        int groups = f.elements() / group;
        QuantizeLevels q = new QuantizeLevels(k, to, f, row, column, new SearchScales(k, from, how, row, column, groups, group), groups);
        if (how.way() == GgmlSearch.Way.SHIFTED) {
            q.shifted();
        } else {
            q.signed();
        }
    }

    private void shifted() {
        int most = (1 << format.field(Field.SCALE).type().bits()) - 1;
        Tile scale = steps("d", Field.SCALE, found.scale(), most);
        Tile min = steps("dmin", Field.MIN, found.min(), most);
        codes(scale, min, 0, scale.constant(1));
    }

    /** Stores a number of the block and the numbers of groups in steps of it, and gives back what was stored. */
    private Tile steps(String coarse, String fine, Tile groups, int most) {
        Tile greatest = groups.max(0).max(groups.max(0).constant(0));
        Tile none = greatest.constant(0);
        Mask some = none.lt(greatest);
        Tile d = coarse(coarse, some.select(greatest.div(most), none));
        Tile inverse = some.select(greatest.constant(most).div(greatest), none);
        Tile count = groups.times(inverse).cast(DType.I32);
        Tile inside = count.min(count.constant(most));
        fine(format.field(fine), inside);
        return inside.cast(DType.F32).times(d);
    }

    private void signed() {
        Field scale = format.field(Field.SCALE);
        boolean bytes = scale.type().bits() == Byte.SIZE;
        Tile extreme = extreme(found.scale());
        Tile none = extreme.constant(0);
        Mask nothing = bytes ? extreme.abs().lt(extreme.constant(GgmlSearch.NOTHING)) : extreme.eq(none);
        int most = bytes ? 128 : 32;
        Tile inverse = extreme.constant(-most).div(extreme);
        Tile d = coarse("d", nothing.select(none, inverse.constant(1).div(inverse)));
        Tile count = found.scale().times(inverse).cast(DType.I32);
        Tile inside = count.min(count.constant(most - 1)).max(count.constant(-most));
        Tile left = nothing.select(none, none.constant(1)).broadcast(groups); // of a block of nothing all bits are 0
        Tile stored = inside.plus(scale.centre());
        fine(scale, left.eq(left.constant(0)).select(stored.constant(0), stored));
        codes(inside.cast(DType.F32).times(d), left.constant(0), 1 << format.code().type().bits() - 1, left);
    }

    /** The first number of the largest magnitude; NaN is none. */
    private Tile extreme(Tile groups) {
        Tile zero = groups.constant(0);
        Tile known = groups.eq(groups).select(groups, zero);
        Tile first = known.abs().argMax(0).broadcast(groups.type().dims());
        return k.iota(0, groups.type().dims()).eq(first).select(known, zero).sum(0);
    }

    /** Codes anew under what is stored; where that is 0 those that were found, and none of groups that are left out. */
    private void codes(Tile scale, Tile min, int limit, Tile left) {
        int most = (1 << format.code().type().bits()) - 1;
        Tile zero = scale.constant(0);
        Tile codes = search.codes((i, x) -> {
            Tile count = x.plus(min).div(scale).cast(DType.I32);
            Tile inside = count.min(count.constant(most - limit)).max(count.constant(-limit)).plus(limit);
            Tile code = scale.eq(zero).select(found.code().of(i, x), inside);
            return left.eq(zero).select(code.constant(0), code);
        });
        to.at(format.code().name(), row, column).store(codes.cast(format.code().type()).reshape(format.elements()));
    }

    private Tile coarse(String name, Tile value) {
        Tile stored = value.cast(format.field(name).type());
        to.at(name, row, column.div(format.elements())).store(stored);
        return stored.cast(DType.F32);
    }

    private void fine(Field f, Tile numbers) {
        to.at(f.name(), row, column.div(f.granularity())).store(numbers.cast(f.type()));
    }
}
