package intarsia.cli;

import intarsia.decoder.npy.NpyArray;
import intarsia.decoder.npy.NpyType;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.runtime.Tensor;
import intarsia.runtime.TensorArena;
import java.util.Arrays;

/**
 * Tensors as NumPy arrays. Bits are moved and never converted: f32, i32 and i8 have NumPy's own type; f16, bf16 and u16 are
 * {@code <u2}; a row of any other format is a row of bytes, and so are as many rows as the boxes of a format have.
 */
final class ArrayFormat {
    private ArrayFormat() { }

    private static NpyType type(Format f) {
        if (f.equals(DType.F32)) return NpyType.F4;
        if (f.equals(DType.I32)) return NpyType.I4;
        if (f instanceof BlockFormat) return NpyType.U1;
        String name = f.toString();
        return switch (name) {
            case "i8" -> NpyType.I1;
            case "i64" -> NpyType.I8;
            case "f16", "bf16", "u16" -> NpyType.U2;
            default -> NpyType.U1;
        };
    }

    /** The array that a tensor of a shape is stored as. */
    static long[] stored(Format f, long[] shape) {
        long[] stored = shape.clone();
        if (type(f) != NpyType.U1 || stored.length == 0) return stored;
        int last = stored.length - 1;
        stored[last] = f.bytes(f.blockRows(), shape[last]);
        if (f.blockRows() > 1) stored[last - 1] /= f.blockRows();
        return stored;
    }

    /** A tensor of an array's shape: its last extents follow from the bytes. */
    static long[] shape(Format f, NpyArray array) {
        long[] shape = array.shape();
        if (type(f) != NpyType.U1 || shape.length == 0) return shape;
        int last = shape.length - 1, period = f.blockElements() == 1 ? Byte.SIZE : f.blockColumns();
        shape[last] = shape[last] / f.bytes(f.blockRows(), period) * period;
        if (f.blockRows() > 1 && last > 0) shape[last - 1] *= f.blockRows();
        return shape;
    }

    /** Copies an array into a tensor; refuses another type or shape. */
    static Tensor read(TensorArena arena, Format f, long[] shape, NpyArray array, String what) {
        if (array.type() != type(f) || !Arrays.equals(array.shape(), stored(f, shape))) {
            throw UserError.input(what + ": wanted " + type(f).descr() + " " + Arrays.toString(stored(f, shape)) + " for " + f + Arrays.toString(shape)
                + ", found " + array.type().descr() + " " + Arrays.toString(array.shape()));
        }
        Tensor t = arena.allocate(f, shape);
        t.segment().copyFrom(array.data());
        return t;
    }

    /** A tensor as an array. */
    static NpyArray of(Tensor t) {
        long[] shape = t.shape().stream().mapToLong(Long::longValue).toArray();
        return new NpyArray(type(t.format()), stored(t.format(), shape), t.segment());
    }
}
