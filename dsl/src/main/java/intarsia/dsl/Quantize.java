package intarsia.dsl;

import intarsia.ir.ReduceOp;
import intarsia.ir.type.BlockFormat;
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
        Choice choice = new SingleChoice(format, this::put);
        Choice.Chosen chosen = choice.byMagnitude() ? choice.of(x.abs().max(inner)) : ends(choice, x.reduce(ReduceOp.MIN, inner), x.max(inner));
        Tile codes = choice.codes(x, chosen);
        to.at(format.code().name(), offsets.toArray(Scalar[]::new)).storeAlong(dims, codes.reshape(shape));
        for (Field sum : format.fields(Role.SUM)) {
            put(sum, sums(choice.whole(codes), sum.granularity()).cast(sum.type()));
        }
    }

    /** Of the groups, or of parts of them. */
    private Tile sums(Tile codes, int part) {
        int[] parted = Arrays.copyOf(shape, inner + 1);
        parted[inner - 1] /= part;
        parted[inner] = part;
        return (part == group ? codes : codes.reshape(parted)).sum(inner);
    }

    /** The ends reach to 0, which every group can say. */
    private static Choice.Chosen ends(Choice choice, Tile least, Tile greatest) {
        return choice.of(least.min(least.constant(0)), greatest.max(greatest.constant(0)));
    }

    private void put(Field f, Tile groups) {
        List<Scalar> at = new ArrayList<>(offsets);
        at.set(at.size() - 1, at.getLast().div(f.granularity()));
        int[] values = shape.clone();
        values[inner - 1] /= f.granularity();
        to.at(f.name(), at.toArray(Scalar[]::new)).storeAlong(dims, groups.reshape(values));
    }
}
