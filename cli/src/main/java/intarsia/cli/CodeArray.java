package intarsia.cli;

import intarsia.decoder.file.LittleEndian;
import intarsia.decoder.npy.NpyArray;
import intarsia.decoder.npy.NpyType;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongUnaryOperator;

/** Codes and values as NumPy arrays. */
final class CodeArray {
    private static final int TABLE_BITS = 16;

    private CodeArray() { }

    /** What holds a code of a type. */
    static NpyType type(DType t) {
        return t.bits() <= 8 ? NpyType.U1 : t.bits() <= 16 ? NpyType.U2 : t.bits() <= 32 ? NpyType.I4 : NpyType.I8;
    }

    /** F4 where every value of the type is one of f32. */
    static NpyType realType(DType t) {
        boolean narrow = t.bits() <= TABLE_BITS ? allFloats(t) : t.equals(DType.F32) || t.equals(DType.TF32);
        return narrow ? NpyType.F4 : NpyType.F8;
    }

    private static boolean allFloats(DType t) {
        for (long c = 0; c < 1L << t.bits(); c++) {
            if (t.isCode(c) && Double.compare((float) t.decode(c), t.decode(c)) != 0) return false;
        }
        return true;
    }

    static NpyArray of(DType t, long[] shape, LongUnaryOperator code) {
        NpyType type = type(t);
        long n = elements(shape);
        MemorySegment data = memory(type, n);
        for (long i = 0; i < n; i++) put(type, data, i, code.applyAsLong(i));
        return new NpyArray(type, shape, data);
    }

    private static void put(NpyType type, MemorySegment data, long i, long code) {
        switch (type.bytes()) {
            case 1 -> data.set(ValueLayout.JAVA_BYTE, i, (byte) code);
            case 2 -> data.set(LittleEndian.SHORT, 2 * i, (short) code);
            case 4 -> data.set(LittleEndian.INT, 4 * i, (int) code);
            default -> data.set(LittleEndian.LONG, 8 * i, code);
        }
    }

    static NpyArray reals(NpyType type, long[] shape, LongToDoubleFunction value) {
        long n = elements(shape);
        MemorySegment data = memory(type, n);
        for (long i = 0; i < n; i++) {
            if (type == NpyType.F4) data.set(LittleEndian.FLOAT, 4 * i, (float) value.applyAsDouble(i));
            else data.set(LittleEndian.DOUBLE, 8 * i, value.applyAsDouble(i));
        }
        return new NpyArray(type, shape, data);
    }

    private static MemorySegment memory(NpyType type, long n) {
        return Arena.ofAuto().allocate(Math.multiplyExact(n, type.bytes()), type.bytes());
    }

    private static long elements(long[] shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    static void check(Path file, NpyType want, NpyArray found) {
        if (found.type() != want) throw UserError.input(file + ": wanted " + want.descr() + ", found " + found.type().descr());
    }

    /** Refuses an array whose last two extents are no matrix of whole blocks. */
    static void checkBlocks(Path file, BlockFormat b, long[] shape) {
        int last = shape.length - 1;
        boolean rows = b.rows() == 1 || last > 0 && shape[last - 1] % b.rows() == 0;
        if (last < 0 || !rows || shape[last] % b.columns() != 0 || shape[last] > Integer.MAX_VALUE) {
            throw UserError.input(file + ": wanted rows of a multiple of " + b.columns() + " elements" + (b.rows() == 1 ? "" : ", a multiple of " + b.rows() + " of them")
                + ", blocks of " + b + ", found shape " + Arrays.toString(shape) + (last < 0 ? "" : b.rotation().map(r -> "; its rows are rotated: " + r.hadamard().wanted(shape[last])).orElse("")));
        }
    }
}
