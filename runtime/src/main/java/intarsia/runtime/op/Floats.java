package intarsia.runtime.op;

import intarsia.ir.type.DType;
import intarsia.runtime.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers of an operand in an array or in memory: f32 values in a shape, wherever strides put them. Native memory whose values follow one
 * another is read and written where it is; anything else is copied for a call.
 */
public final class Floats {
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment memory;
    private final long offset;
    private final long[] shape;
    private final long[] strides;

    private Floats(MemorySegment memory, long offset, long[] shape, long[] strides) {
        this.memory = memory;
        this.offset = offset;
        this.shape = shape;
        this.strides = strides;
        requireInside();
    }

    /** An array, row after row, in a shape; it may be longer. */
    public static Floats of(float[] array, long... shape) {
        return of(MemorySegment.ofArray(array), shape);
    }

    /** Memory that holds little-endian f32 values, row after row, in a shape; it may be longer. */
    public static Floats of(MemorySegment memory, long... shape) {
        return new Floats(memory, 0, shape.clone(), dense(shape));
    }

    /** The same values found from another place on, in values. */
    public Floats from(long first) {
        return new Floats(memory, first, shape, strides);
    }

    /** The same shape with other distances, in values, between neighbours along each dimension. */
    public Floats strides(long... steps) {
        return new Floats(memory, offset, shape, steps.clone());
    }

    /** Values along each dimension. */
    public List<Long> shape() {
        return Arrays.stream(shape).boxed().toList();
    }

    /** The same places with the first dimension as two, the first slower. */
    Floats split(long outer, long inner) {
        long[] now = new long[shape.length + 1];
        long[] steps = new long[shape.length + 1];
        System.arraycopy(shape, 0, now, 1, shape.length);
        System.arraycopy(strides, 0, steps, 1, shape.length);
        now[0] = outer;
        now[1] = inner;
        steps[0] = inner * strides[0];
        return new Floats(memory, offset, now, steps);
    }

    long extent(int d) {
        return shape[d];
    }

    int rank() {
        return shape.length;
    }

    private static long[] dense(long... shape) {
        long[] steps = new long[shape.length];
        long step = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            steps[d] = step;
            step = Math.multiplyExact(step, shape[d]);
        }
        return steps;
    }

    private void requireInside() {
        if (strides.length != shape.length || Arrays.stream(shape).anyMatch(n -> n < 0)) {
            throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " with strides " + Arrays.toString(strides) + "; wanted extents from 0 on and a stride each");
        }
        long least = offset;
        long most = offset;
        for (int d = 0; d < shape.length && !empty(); d++) {
            long far = Math.multiplyExact(shape[d] - 1, strides[d]);
            least = Math.addExact(least, Math.min(far, 0));
            most = Math.addExact(most, Math.max(far, 0));
        }
        long all = memory.byteSize() / Float.BYTES;
        if (!empty() && (least < 0 || most >= all)) {
            throw new IllegalArgumentException("values " + least + " to " + most + " of memory that holds " + all + ": shape " + Arrays.toString(shape) + ", strides "
                + Arrays.toString(strides) + ", from " + offset);
        }
    }

    private boolean empty() {
        return Arrays.stream(shape).anyMatch(n -> n == 0);
    }

    /** Whether kernels can use the memory as it is, which wants addresses that are multiples of {@code alignment}. */
    boolean inPlace(int alignment) {
        return memory.isNative() && Arrays.equals(strides, dense(shape)) && (memory.address() + offset * Float.BYTES) % alignment == 0;
    }

    Tensor tensor() {
        return Tensor.of(memory.asSlice(offset * Float.BYTES, DType.F32.bytes(empty() ? 0 : strides[0] * shape[0])), DType.F32, shape);
    }

    void copyTo(MemorySegment packed) {
        copy(packed, 0, offset, 0, true);
    }

    void copyFrom(MemorySegment packed) {
        copy(packed, 0, offset, 0, false);
    }

    /** Copies what a dimension and those after it hold; the next place in the packed memory. */
    private long copy(MemorySegment packed, long at, long here, int d, boolean out) {
        boolean row = d == shape.length || d == shape.length - 1 && strides[d] == 1;
        if (row) {
            long count = d == shape.length ? 1 : shape[d];
            MemorySegment.copy(out ? memory : packed, F32, (out ? here : at) * Float.BYTES, out ? packed : memory, F32, (out ? at : here) * Float.BYTES, count);
            return at + count;
        }
        long next = at;
        for (long i = 0; i < shape[d]; i++) {
            next = copy(packed, next, here + i * strides[d], d + 1, out);
        }
        return next;
    }

    @Override
    public String toString() {
        return "f32" + Arrays.toString(shape);
    }
}
