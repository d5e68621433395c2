package intarsia.decoder.npy;

import intarsia.decoder.file.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** An array of a {@code .npy} file: row-major, the last dimension fastest, little-endian. */
public final class NpyArray {
    private final NpyType type;
    private final long[] shape;
    private final MemorySegment data;

    /**
     * An array over existing bytes.
     *
     * @param shape elements along each dimension; empty for a single number
     * @param data  exactly the elements
     */
    public NpyArray(NpyType type, long[] shape, MemorySegment data) {
        long bytes = byteSize(type, shape);
        if (data.byteSize() != bytes) throw new IllegalArgumentException(bytes + " bytes wanted, found " + data.byteSize());
        this.type = type;
        this.shape = shape.clone();
        this.data = data.asReadOnly();
    }

    /** An F4 array of the given shape; the elements are copied. */
    public static NpyArray ofFloats(float[] elements, long... shape) {
        var data = MemorySegment.ofArray(new byte[Math.multiplyExact(elements.length, Float.BYTES)]);
        MemorySegment.copy(elements, 0, data, LittleEndian.FLOAT, 0, elements.length);
        return new NpyArray(NpyType.F4, shape, data);
    }

    /** Bytes of an array: {@link ArithmeticException} beyond 2^63 - 1. */
    static long byteSize(NpyType type, long... shape) {
        long elements = 1;
        for (long dim : shape) {
            if (dim < 0) throw new IllegalArgumentException("dimension " + dim);
            elements = Math.multiplyExact(elements, dim);
        }
        return Math.multiplyExact(elements, type.bytes());
    }

    /** The element type. */
    public NpyType type() {
        return type;
    }

    /** Elements along each dimension, slowest first. */
    public long[] shape() {
        return shape.clone();
    }

    /** All elements. */
    public long elements() {
        return data.byteSize() / type.bytes();
    }

    /** The elements' bytes, read-only. */
    public MemorySegment data() {
        return data;
    }

    /** An element of an F4 or F8 array, in file order. */
    public double real(long index) {
        return switch (type) {
            case F4 -> data.get(LittleEndian.FLOAT, index * Float.BYTES);
            case F8 -> data.get(LittleEndian.DOUBLE, index * Double.BYTES);
            case I4, I8, U1, I1, U2 -> throw new IllegalStateException("real numbers wanted, found " + type.descr());
        };
    }

    /** An element of an integer array, in file order. */
    public long integer(long index) {
        return switch (type) {
            case I8 -> data.get(LittleEndian.LONG, index * Long.BYTES);
            case I4 -> data.get(LittleEndian.INT, index * Integer.BYTES);
            case U2 -> Short.toUnsignedLong(data.get(LittleEndian.SHORT, index * Short.BYTES));
            case U1 -> Byte.toUnsignedLong(data.get(ValueLayout.JAVA_BYTE, index));
            case I1 -> data.get(ValueLayout.JAVA_BYTE, index);
            case F4, F8 -> throw new IllegalStateException("integers wanted, found " + type.descr());
        };
    }

    /** All elements of an F4 array. */
    public float[] toFloats() {
        if (type != NpyType.F4) throw new IllegalStateException("<f4 wanted, found " + type.descr());
        return data.toArray(LittleEndian.FLOAT);
    }
}
