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

    private QuantizeLevels(TileKernel k, Global to, BlockFormat format, Scalar row, Scalar column, SearchScales search) {
        this.k = k;
        this.to = to;
        this.format = format;
        this.row = row;
        this.column = column;
        this.search = search;
        this.found = search.found();
    }

    /** Writes the block that begins at a row and a column. */
    static void store(TileKernel k, Global from, Global to, GgmlSearch how, Scalar row, Scalar column) {
        BlockFormat f = (BlockFormat) to.type().format();
        int group = f.field(Field.SCALE).granularity();
        QuantizeLevels q = new QuantizeLevels(k, to, f, row, column, new SearchScales(k, from, how, row, column, f.elements() / group, group));
        if (how.way() == GgmlSearch.Way.SHIFTED) {
            q.shifted();
        } else {
            q.signed();
        }
    }

    private void shifted() {
        Steps scales = steps(found.scale(), Field.SCALE), minima = steps(found.min(), Field.MIN);
        Tile codes = codes(scales.stored(), minima.stored(), 0);
        put("d", scales.block());
        put("dmin", minima.block());
        put(Field.SCALE, scales.groups());
        put(Field.MIN, minima.groups());
        put(Field.CODE, codes.reshape(format.elements()));
    }

    /**
     * A number of the block, as stored, and numbers of groups in steps of it.
     *
     * @param stored what the groups have then
     */
    private record Steps(Tile block, Tile groups, Tile stored) {
        static Steps of(Tile block, Tile groups) {
            return new Steps(block, groups, groups.cast(DType.F32).times(block.cast(DType.F32)));
        }
    }

    private Steps steps(Tile wanted, String field) {
        int most = (1 << format.field(field).type().bits()) - 1;
        Tile top = wanted.max(0), none = top.constant(0), greatest = top.max(none);
        Mask some = none.lt(greatest);
        Tile d = some.select(greatest.div(most), none).cast(format.field("d").type());
        Tile inverse = some.select(greatest.constant(most).div(greatest), none);
        return Steps.of(d, SearchScales.inside(wanted.times(inverse), Integer.MIN_VALUE, most));
    }

    private void signed() {
        Field scale = format.field(Field.SCALE);
        boolean bytes = scale.type().bits() == Byte.SIZE;
        Tile extreme = extreme(found.scale()), none = extreme.constant(0);
        Mask nothing = bytes ? extreme.abs().lt(extreme.constant(GgmlSearch.NOTHING)) : extreme.eq(none);
        int most = bytes ? 128 : 32;
        Tile inverse = extreme.constant(-most).div(extreme);
        Tile d = nothing.select(none, inverse.constant(1).div(inverse)).cast(format.field("d").type());
        Steps scales = Steps.of(d, SearchScales.inside(found.scale().times(inverse), -most, most - 1));
        Tile codes = codes(scales.stored(), scales.stored().constant(0), 1 << format.code().type().bits() - 1);
        Tile left = nothing.select(none, none.constant(1)).cast(DType.I32); // of a block of nothing all bits are 0
        put("d", d);
        put(Field.SCALE, scales.groups().plus(scale.centre()).times(left));
        put(Field.CODE, codes.times(left.reshape(1, 1)).reshape(format.elements()));
    }

    /** The first number of the largest magnitude; NaN is none. */
    private Tile extreme(Tile groups) {
        Tile zero = groups.constant(0);
        Tile known = groups.eq(groups).select(groups, zero);
        Tile first = known.abs().argMax(0).broadcast(groups.type().dims());
        return k.iota(0, groups.type().dims()).eq(first).select(known, zero).sum(0);
    }

    /** Codes [groups, values of a group] anew under what is stored; where that is 0 those that were found. */
    private Tile codes(Tile scale, Tile min, int limit) {
        int most = (1 << format.code().type().bits()) - 1;
        return search.codes((i, x) -> {
            Tile anew = SearchScales.inside(x.plus(min).div(scale), -limit, most - limit).plus(limit);
            return scale.eq(scale.constant(0)).select(found.code().of(i, x), anew);
        });
    }

    private void put(String field, Tile numbers) {
        Field f = format.field(field);
        to.at(field, row, column.div(f.granularity())).store(numbers.cast(f.type()));
    }
}
