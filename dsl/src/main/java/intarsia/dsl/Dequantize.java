package intarsia.dsl;

import intarsia.ir.Expr;
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

    /** Values of which so many successive rows and columns share each. */
    private record Shared(Tile values, int rows, int columns) {
        int elements() {
            return rows * columns;
        }
    }

    private Tile load() {
        Shared shifted = codes();
        for (Field zero : format.fields(Role.ZERO)) {
            shifted = combine(shifted, shared(zero), Tile::minus);
        }
        Shared scale = all(Role.OFFSET, Tile::plus, all(Role.SCALE, Tile::times, null));
        Shared scaled = scale == null ? shifted : combine(shifted, scale, Tile::times);
        Shared min = all(Role.MIN, Tile::times, null);
        return (min == null ? scaled : combine(scaled, min, Tile::plus)).values;
    }

    private Shared codes() {
        List<Field> codes = format.fields(Role.CODE);
        Tile product = values(codes.getFirst());
        for (Field code : codes.subList(1, codes.size())) {
            product = product.times(values(code));
        }
        return new Shared(product, 1, 1);
    }

    private Shared shared(Field field) {
        return new Shared(values(field), format.rowStep(field), format.columnStep(field));
    }

    /** The fields of a role together, each shared as the finest is. */
    private @Nullable Shared all(Role role, BinaryOperator<Tile> op, @Nullable Shared start) {
        List<Shared> parts = new ArrayList<>(start == null ? List.of() : List.of(start));
        format.fields(role).forEach(f -> parts.add(shared(f)));
        Shared finest = parts.stream().min(Comparator.comparingInt(Shared::elements)).orElse(null);
        if (finest == null || parts.size() == 1) {
            return finest;
        }
        Shared all = finest;
        for (Shared part : parts) {
            all = part == finest ? all : combine(all, part, op);
        }
        return all;
    }

    /** The numbers of a field that the tile's elements take: stored ones less the centre, in their unit. */
    private Tile values(Field field) {
        Scalar[] at = offsets.toArray(Scalar[]::new);
        for (int d = Math.max(0, at.length - 2); d < at.length; d++) {
            at[d] = whole(field, d) ? at[d].times(0) : at[d].div(format.step(field, d, at.length));
        }
        Tile stored = from.at(field.name(), at).load(granules(field.name(), format.rowStep(field), format.columnStep(field))).cast(DType.F32);
        Tile centred = field.centre() == 0 ? stored : stored.minus(field.centre());
        return field.unit() == 1 ? centred : centred.times(field.unit());
    }

    /** The tile's shape in granules of rows and columns. */
    private int[] granules(String what, int rows, int columns) {
        int[] granules = shape.clone();
        int last = shape.length - 1;
        granules[last] = whole(from.type().rank() - 1, columns) ? 1 : along(what, shape[last], columns);
        if (last > 0) {
            granules[last - 1] = whole(from.type().rank() - 2, rows) ? 1 : along(what, shape[last - 1], rows);
        }
        return granules;
    }

    private boolean whole(Field field, int dim) {
        return whole(dim, format.step(field, dim, from.type().rank()));
    }

    /** Whether all along a dimension share a value: there is one. */
    private boolean whole(int dim, int step) {
        return step > 1 && from.type().shape().get(dim).equals(Expr.of(step));
    }

    private int along(String what, int extent, int granularity) {
        int g = Math.min(granularity, extent);
        if (extent % g != 0 || granularity % g != 0) {
            throw new TileProgramException(Body.source(), "tile of " + extent + " elements of " + format
                    + "; wanted a multiple or a divisor of " + granularity + ", the elements that share one " + what);
        }
        return extent / g;
    }

    /** A tile of numbers with numbers that as many or more elements share. */
    private Shared combine(Shared fine, Shared coarse, BinaryOperator<Tile> op) {
        int[] now = granules("number", fine.rows, fine.columns);
        int[] few = granules("number", coarse.rows, coarse.columns);
        int last = shape.length - 1;
        boolean nested = now[last] % few[last] == 0 && (last == 0 || now[last - 1] % few[last - 1] == 0);
        if (!nested) {
            throw new TileProgramException(Body.source(), fine.rows + "×" + fine.columns + " and " + coarse.rows + "×" + coarse.columns
                    + " elements share numbers of " + format + "; wanted a multiple of the finer one");
        }
        if (Arrays.equals(now, few)) {
            return new Shared(op.apply(fine.values, coarse.values), fine.rows, fine.columns);
        }
        boolean rows = last > 0 && now[last - 1] != few[last - 1];
        int[] split = split(now, few, rows, true);
        int[] one = split(now, few, rows, false);
        return new Shared(op.apply(fine.values.reshape(split), coarse.values.reshape(one)).reshape(now), fine.rows, fine.columns);
    }

    /** The last dimension, and where they differ the rows, as the coarse numbers and the fine ones that share each; without these, 1. */
    private static int[] split(int[] fine, int[] coarse, boolean rows, boolean whole) {
        List<Integer> split = new ArrayList<>();
        for (int d = 0; d < fine.length; d++) {
            split.add(coarse[d]);
            if (d == fine.length - 1 || rows && d == fine.length - 2) {
                split.add(whole ? fine[d] / coarse[d] : 1);
            }
        }
        return split.stream().mapToInt(Integer::intValue).toArray();
    }
}
