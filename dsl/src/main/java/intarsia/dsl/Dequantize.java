package intarsia.dsl;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The values of block formats, from their fields: {@code (code - centre or zero) * scale + min}, in f32. */
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

    private Tile load() {
        Tile code = from.at(Field.CODE, offsets.toArray(Scalar[]::new)).load(shape).cast(DType.F32);
        Optional<Field> zero = format.find(Field.ZERO);
        Tile shifted = zero.map(z -> apply(code, z, Tile::minus)).orElseGet(() -> format.centre() == 0 ? code : code.minus(format.centre()));
        Tile scaled = apply(shifted, format.scale(), Tile::times);
        return format.find(Field.MIN).map(m -> apply(scaled, m, Tile::plus)).orElse(scaled);
    }

    /** One value of the field for every granule of the last dimension. */
    private Tile apply(Tile t, Field field, java.util.function.BinaryOperator<Tile> op) {
        int last = shape.length - 1;
        int shared = field.granularity();
        int g = Math.min(shared, shape[last]);
        if (shape[last] % g != 0 || shared % g != 0) {
            throw new TileProgramException(Body.source(), "tile of " + shape[last] + " elements of " + format
                    + "; wanted a multiple or a divisor of " + shared + ", the elements that share one " + field.name());
        }
        List<Scalar> at = new ArrayList<>(offsets);
        at.set(at.size() - 1, at.getLast().div(shared));
        int[] granules = shape.clone();
        granules[last] /= g;
        Tile values = from.at(field.name(), at.toArray(Scalar[]::new)).load(granules).cast(DType.F32);
        int[] split = Arrays.copyOf(granules, last + 2);
        split[last + 1] = g;
        int[] column = Arrays.copyOf(granules, last + 2);
        column[last + 1] = 1;
        return op.apply(t.reshape(split), values.reshape(column)).reshape(shape);
    }
}
