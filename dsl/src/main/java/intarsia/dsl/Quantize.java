package intarsia.dsl;

import intarsia.ir.ReduceOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.QuantizeRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An f32 tile as blocks, by {@link QuantizeRule#SINGLE}: the same operations in the same order, bit for bit. */
final class Quantize {
    private final Global to;
    private final BlockFormat format;
    private final List<Scalar> offsets;
    private final List<Integer> dims;
    private final int group;
    private final int[] shape;
    /** The tile's shape, its last dimension as groups and then their elements. */
    private final int[] grouped;
    private final int inner;

    private Quantize(Global to, BlockFormat format, List<Scalar> offsets, List<Integer> dims, int[] shape) {
        this.to = to;
        this.format = format;
        this.offsets = offsets;
        this.dims = dims;
        this.shape = shape;
        group = QuantizeRule.group(format);
        inner = shape.length;
        if (inner == 0 || shape[inner - 1] % group != 0 || dims.getLast() != to.type().rank() - 1) {
            throw new TileProgramException(Body.source(), "tile " + Arrays.toString(shape) + " along dimensions " + dims + " of " + to.type()
                    + "; wanted whole groups of " + group + " along the last dimension");
        }
        grouped = Arrays.copyOf(shape, inner + 1);
        grouped[inner - 1] /= group;
        grouped[inner] = group;
    }

    /** Writes a tile whose dimension j runs along dimension {@code dims[j]}, the last along the last, from whole groups on. */
    static void store(Global to, BlockFormat format, List<Scalar> offsets, List<Integer> dims, Tile t) {
        new Quantize(to, format, offsets, dims, t.type().dims()).store(t);
    }

    private void store(Tile t) {
        Tile x = t.reshape(grouped);
        boolean symmetric = format.find(Field.ZERO).isEmpty() && format.find(Field.MIN).isEmpty();
        Tile codes = (symmetric ? symmetric(x) : shifted(x)).cast(format.code().type());
        to.at(Field.CODE, offsets.toArray(Scalar[]::new)).storeAlong(dims, codes.reshape(shape));
        format.find(Field.SUM).ifPresent(f -> put(f, codes.cast(f.type()).sum(inner)));
    }

    private Tile symmetric(Tile x) {
        double limit = QuantizeRule.limit(format);
        Tile inverse = inverse(field(Field.SCALE, x.abs().max(inner).div(limit)));
        Tile steps = clamp(x.times(inverse), Math.max(QuantizeRule.low(format), -limit), Math.min(QuantizeRule.high(format), limit));
        return format.centre() == 0 ? steps : steps.plus(format.centre());
    }

    private Tile shifted(Tile x) {
        double low = QuantizeRule.low(format);
        double high = QuantizeRule.high(format);
        Tile none = x.constant(0).reduce(ReduceOp.MAX, inner);
        Tile least = x.reduce(ReduceOp.MIN, inner).min(none);
        Tile greatest = x.max(inner).max(none);
        Tile scale = field(Field.SCALE, greatest.minus(least).div((double) ((float) high - (float) low)));
        Tile inverse = inverse(scale);
        boolean zero = format.find(Field.ZERO).isPresent();
        Tile steps = zero ? x.times(inverse).plus(field(Field.ZERO, least.times(inverse).neg().plus(low)))
                : x.minus(field(Field.MIN, least.minus(scale.times(low)))).times(inverse);
        return clamp(steps, low, high);
    }

    /** 0 of a scale of 0, and finite of one so small that its inverse is not. */
    private static Tile inverse(Tile scale) {
        Tile zero = scale.constant(0);
        return scale.eq(zero).select(zero, scale.constant(1).div(scale).min(scale.constant(Float.MAX_VALUE)));
    }

    private static Tile clamp(Tile t, double low, double high) {
        return t.min(t.constant(high)).max(t.constant(low));
    }

    /** Rounds the values of the groups to a field, saturating, stores them, and gives back what was stored. */
    private Tile field(String name, Tile groups) {
        Field f = format.field(name);
        Tile stored = clamp(groups, f.type().minFinite(), f.type().maxFinite()).cast(f.type());
        put(f, stored);
        return stored.cast(DType.F32);
    }

    private void put(Field f, Tile groups) {
        List<Scalar> at = new ArrayList<>(offsets);
        at.set(at.size() - 1, at.getLast().div(group));
        to.at(f.name(), at.toArray(Scalar[]::new)).storeAlong(dims, groups.reshape(Arrays.copyOf(grouped, inner)));
    }
}
