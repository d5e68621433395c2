package intarsia.dsl;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The values of block formats, from their fields: {@code (Π code − Σ zero) · (Π scale + Σ offset) + Π min}, in f32. What
 * codes and zero points make is exact while it stays below 2^24; what groups share is computed once a group.
 */
final class Dequantize {
    private final Global from;
    private final BlockFormat format;
    private final List<Scalar> offsets;
    private final int[] shape;

    private Dequantize(Global from, BlockFormat format, List<Scalar> offsets, int[] shape) {
        this.from = from;
        this.format = format;
        this.offsets = offsets;
        this.shape = shape;
    }

    /** The tile along the last dimensions of {@code from}; of each field its last extent and offset are whole granules, or it lies in one. */
    static Tile load(Global from, BlockFormat format, List<Scalar> offsets, int... shape) {
        return new Dequantize(from, format, offsets, shape).load();
    }

    /** Values of which a number of successive elements share each. */
    private record Shared(Tile values, int granularity) {
    }

    private Tile load() {
        Tile shifted = codes();
        for (Field zero : format.fields(Role.ZERO)) {
            shifted = combine(shifted, 1, new Shared(values(zero), zero.step()), Tile::minus);
        }
        Shared scale = all(Role.OFFSET, Tile::plus, all(Role.SCALE, Tile::times, null));
        Tile scaled = scale == null ? shifted : combine(shifted, 1, scale, Tile::times);
        Shared min = all(Role.MIN, Tile::times, null);
        return min == null ? scaled : combine(scaled, 1, min, Tile::plus);
    }

    private Tile codes() {
        List<Field> codes = format.fields(Role.CODE);
        Tile product = values(codes.getFirst());
        for (Field code : codes.subList(1, codes.size())) {
            product = product.times(values(code));
        }
        return product;
    }

    /** The fields of a role together, at the granularity of the finest. */
    private @Nullable Shared all(Role role, BinaryOperator<Tile> op, @Nullable Shared start) {
        List<Shared> parts = new ArrayList<>(start == null ? List.of() : List.of(start));
        format.fields(role).forEach(f -> parts.add(new Shared(values(f), f.step())));
        Shared finest = parts.stream().min(Comparator.comparingInt(Shared::granularity)).orElse(null);
        if (finest == null || parts.size() == 1) {
            return finest;
        }
        Tile all = finest.values;
        for (Shared part : parts) {
            all = part == finest ? all : combine(all, finest.granularity, part, op);
        }
        return new Shared(all, finest.granularity);
    }

    /** The numbers of a field that the tile's elements take: stored ones less the centre, in their unit. */
    private Tile values(Field field) {
        List<Scalar> at = new ArrayList<>(offsets);
        at.set(at.size() - 1, at.getLast().div(field.step()));
        Tile stored = from.at(field.name(), at.toArray(Scalar[]::new)).load(granules(field.name(), field.step())).cast(DType.F32);
        Tile centred = field.centre() == 0 ? stored : stored.minus(field.centre());
        return field.unit() == 1 ? centred : centred.times(field.unit());
    }

    /** The tile's shape in granules. */
    private int[] granules(String what, int granularity) {
        int last = shape.length - 1;
        int g = Math.min(granularity, shape[last]);
        if (shape[last] % g != 0 || granularity % g != 0) {
            throw new TileProgramException(Body.source(), "tile of " + shape[last] + " elements of " + format
                    + "; wanted a multiple or a divisor of " + granularity + ", the elements that share one " + what);
        }
        int[] granules = shape.clone();
        granules[last] /= g;
        return granules;
    }

    /** A tile of numbers at one granularity with numbers of a coarser one. */
    private Tile combine(Tile fine, int granularity, Shared coarse, BinaryOperator<Tile> op) {
        int[] now = granules("number", granularity);
        int last = shape.length - 1;
        int granules = coarse.values.type().shape().get(last);
        if (now[last] % granules != 0) {
            throw new TileProgramException(Body.source(), granularity + " and " + coarse.granularity + " elements share numbers of " + format
                    + "; wanted a multiple of the finer one");
        }
        int many = now[last] / granules;
        if (many == 1) {
            return op.apply(fine, coarse.values);
        }
        int[] split = Arrays.copyOf(now, last + 2);
        split[last] = now[last] / many;
        split[last + 1] = many;
        int[] column = split.clone();
        column[last + 1] = 1;
        return op.apply(fine.reshape(split), coarse.values.reshape(column)).reshape(now);
    }
}
