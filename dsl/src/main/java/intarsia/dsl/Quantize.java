package intarsia.dsl;

import intarsia.ir.ReduceOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.Role;
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
        if (!QuantizeRule.SINGLE.knows(format) || format.rows() > 1) {
            throw new TileProgramException(Body.source(), "no kernel makes blocks of " + format + "; wanted blocks of a row, one code an element and one scale a group, with a"
                    + " zero point, a minimum or neither of the same group");
        }
        group = format.fields(Role.SCALE).getFirst().granularity();
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
        Tile x = format.rotation().map(r -> t.rotate(r.hadamard())).orElse(t).reshape(grouped);
        boolean symmetric = format.fields(Role.ZERO).isEmpty() && format.fields(Role.MIN).isEmpty();
        Field code = format.code();
        Tile steps = symmetric ? symmetric(x) : shifted(x);
        Tile codes = (code.centre() == 0 ? steps : steps.plus(code.centre())).cast(code.type());
        to.at(code.name(), offsets.toArray(Scalar[]::new)).storeAlong(dims, codes.reshape(shape));
        for (Field sum : format.fields(Role.SUM)) {
            Tile whole = codes.cast(DType.I32);
            put(sum, (code.centre() == 0 ? whole : whole.minus(code.centre())).sum(inner).cast(sum.type()));
        }
    }

    private Tile symmetric(Tile x) {
        Field code = format.code();
        double limit = QuantizeRule.limit(code);
        Tile inverse = inverse(field(format.fields(Role.SCALE).getFirst(), x.abs().max(inner).div(limit)));
        return clamp(x.times(inverse), Math.max(code.least(), -limit), Math.min(code.greatest(), limit));
    }

    private Tile shifted(Tile x) {
        double low = format.code().least();
        double high = format.code().greatest();
        Tile none = x.constant(0).reduce(ReduceOp.MAX, inner);
        Tile least = x.reduce(ReduceOp.MIN, inner).min(none);
        Tile greatest = x.max(inner).max(none);
        Tile scale = field(format.fields(Role.SCALE).getFirst(), greatest.minus(least).div((double) ((float) high - (float) low)));
        Tile inverse = inverse(scale);
        Tile steps = x;
        for (Field min : format.fields(Role.MIN)) {
            steps = steps.minus(field(min, least.minus(scale.times(low))));
        }
        steps = steps.times(inverse);
        for (Field zero : format.fields(Role.ZERO)) {
            steps = steps.plus(field(zero, least.times(inverse).neg().plus(low)));
        }
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
    private Tile field(Field f, Tile groups) {
        Tile wanted = f.unit() == 1 ? groups : groups.times(1 / f.unit());
        Tile stored = clamp(wanted, f.type().minFinite(), f.type().maxFinite()).cast(f.type());
        put(f, stored);
        Tile back = stored.cast(DType.F32);
        return f.unit() == 1 ? back : back.times(f.unit());
    }

    private void put(Field f, Tile groups) {
        List<Scalar> at = new ArrayList<>(offsets);
        at.set(at.size() - 1, at.getLast().div(group));
        to.at(f.name(), at.toArray(Scalar[]::new)).storeAlong(dims, groups.reshape(Arrays.copyOf(grouped, inner)));
    }
}
