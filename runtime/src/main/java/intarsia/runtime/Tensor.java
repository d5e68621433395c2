package intarsia.runtime;

import intarsia.ir.BufferType;
import intarsia.ir.device.Device;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.MatrixShape;
import intarsia.runtime.cpu.HostMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of one {@link Format} in a shape: a view of native memory, of a mapped file, or of memory of a device. Rows of the
 * last dimension are contiguous and start at whole bytes, or the last two are boxes of several rows; dimensions follow each other
 * without gaps.
 */
public final class Tensor implements AutoCloseable {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final TensorArena arena;
    private final boolean owner;
    private final Optional<Engine> engine;
    private final Device.Memory memory;
    private final Format format;
    private final List<Long> shape;
    private final long bytes;
    /** Of memory of the CPU; asked at every run, so kept where asking allocates nothing. */
    private final MemorySegment.@Nullable Scope scope;

    /**
     * @param owner  whether closing the tensor closes the arena
     * @param engine whose device has the memory; empty for memory of the CPU
     */
    Tensor(TensorArena arena, boolean owner, Optional<Engine> engine, Device.Memory memory, Format format, long... shape) {
        this.arena = arena;
        this.owner = owner;
        this.engine = engine;
        this.memory = memory;
        this.format = format;
        this.shape = Arrays.stream(shape).boxed().toList();
        this.bytes = bytes(format, shape);
        this.scope = engine.isPresent() ? null : memory.segment().map(MemorySegment::scope).orElse(null);
        if (memory.bytes() < bytes) {
            throw new IllegalArgumentException("a tensor " + this + " has " + bytes + " bytes, the memory for it " + memory.bytes());
        }
    }

    /** Bytes of a tensor; a negative extent, or a row that is not whole blocks, is an error. */
    static long bytes(Format format, long... shape) {
        long rows = 1;
        for (int d = 0; d < shape.length; d++) {
            if (shape[d] < 0) {
                throw new IllegalArgumentException("extent " + shape[d] + " in shape " + Arrays.toString(shape) + "; wanted 0 or more");
            }
            rows = d == shape.length - 1 ? rows : Math.multiplyExact(rows, shape[d]);
        }
        MatrixShape.check(format, Arrays.stream(shape).mapToObj(OptionalLong::of).toList(), "shape " + Arrays.toString(shape));
        return format.bytes(rows, shape.length == 0 ? 1 : shape[shape.length - 1]);
    }

    /** A copy of an array, as f32. */
    public static Tensor of(float[] values, long... shape) {
        Tensor t = own(DType.F32, values.length, shape);
        MemorySegment.copy(values, 0, t.segment(), FLOAT, 0, values.length);
        return t;
    }

    /** A copy of an array, as i32. */
    public static Tensor of(int[] values, long... shape) {
        Tensor t = own(DType.I32, values.length, shape);
        MemorySegment.copy(values, 0, t.segment(), INT, 0, values.length);
        return t;
    }

    private static Tensor own(Format format, int values, long... shape) {
        Tensor t = allocate(format, shape);
        if (t.size() != values) {
            throw new IllegalArgumentException("an array of " + values + " for a tensor " + t + " of " + t.size());
        }
        return t;
    }

    /** New memory of its own, filled with zeros. */
    public static Tensor allocate(Format format, long... shape) {
        TensorArena arena = TensorArena.automatic();
        return new Tensor(arena, true, Optional.empty(), arena.allocate(format, shape).memory, format, shape);
    }

    /**
     * Native memory that somebody else owns, a mapped file for example: nothing is copied. A run on memory that is closed is
     * an error; its owner must not close it during a run, which only a {@link TensorArena} can prevent.
     */
    public static Tensor of(MemorySegment memory, Format format, long... shape) {
        return new Tensor(TensorArena.automatic(), true, Optional.empty(), HostMemory.of(memory), format, shape);
    }

    public Format format() {
        return format;
    }

    public List<Long> shape() {
        return shape;
    }

    /** Number of elements. */
    public long size() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Bytes that its elements take. */
    public long bytes() {
        return bytes;
    }

    /** The same elements in another shape; both views are closed together. */
    public Tensor reshape(long... other) {
        boolean fits = bytes(format, other) == bytes && Arrays.stream(other).reduce(1L, Math::multiplyExact) == size();
        if (!fits || !rowsFit(other)) {
            throw new IllegalArgumentException("a tensor " + this + " cannot have shape " + Arrays.toString(other));
        }
        return new Tensor(arena, owner, engine, memory, format, other);
    }

    /** Whether elements stay where they are: rows begin at whole bytes, in another shape elsewhere. */
    private boolean rowsFit(long... other) {
        long now = shape.isEmpty() ? 1 : shape.getLast();
        long then = other.length == 0 ? 1 : other[other.length - 1];
        int step = BufferType.step(format);
        return !BufferType.inBits(format) || now == then || now * step % 8 == 0 && then * step % 8 == 0;
    }

    /** Its memory where that is the CPU's. */
    public MemorySegment segment() {
        requireUsable();
        if (engine.isPresent()) {
            throw new IllegalStateException("the tensor " + this + " lies in memory of engine " + engine.get().name() + "; copy it to one of the CPU");
        }
        return memory.segment().orElseThrow().asSlice(0, bytes);
    }

    /** Its values as f32, rounded where the format holds more. */
    public float[] toFloats() {
        MemorySegment m = onHost();
        float[] out = new float[arrayLength()];
        if (format.equals(DType.F32)) {
            MemorySegment.copy(m, FLOAT, 0, out, 0, out.length);
            return out;
        }
        int row = shape.isEmpty() ? 1 : Math.toIntExact(shape.getLast());
        if (format instanceof BlockFormat f) {
            float[] values = f.values(m, 0, 0, out.length);
            for (int i = 0; i < out.length; i++) {
                out[i] = values[(int) f.stored(i / row, i % row, row)];
            }
            return out;
        }
        long rowBytes = format.bytes(row);
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) format.dequantize(m, i / row * rowBytes, i % row);
        }
        return out;
    }

    /** Its values where they are i32. */
    public int[] toInts() {
        if (!format.equals(DType.I32)) {
            throw new IllegalStateException("a tensor " + this + " has no i32 values; use toFloats");
        }
        int[] out = new int[arrayLength()];
        MemorySegment.copy(onHost(), INT, 0, out, 0, out.length);
        return out;
    }

    private int arrayLength() {
        long n = size();
        if (n > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("a tensor " + this + " of " + n + " elements does not fit an array; read its segment");
        }
        return (int) n;
    }

    private MemorySegment onHost() {
        requireUsable();
        if (engine.isEmpty()) {
            return segment();
        }
        MemorySegment copy = Arena.ofAuto().allocate(bytes, 8);
        memory.read(0, copy);
        return copy;
    }

    /** Copies its bytes to a tensor of the same format and shape, of any engine. */
    public void copyTo(Tensor to) {
        requireUsable();
        to.requireUsable();
        if (!format.equals(to.format) || !shape.equals(to.shape)) {
            throw new IllegalArgumentException("a copy of " + this + " into " + to + "; wanted the same format and shape");
        }
        to.memory.write(0, onHost());
    }

    TensorArena arena() {
        return arena;
    }

    Device.Memory memory() {
        return memory;
    }

    /** Whose device has the memory; empty for memory of the CPU. */
    public Optional<Engine> engine() {
        return engine;
    }

    boolean readOnly() {
        return engine.isEmpty() && memory.segment().map(MemorySegment::isReadOnly).orElse(false);
    }

    /** Whether it may be used: neither it nor the owner of its memory is closed. */
    boolean usable() {
        return !arena.closed() && (scope == null || scope.isAlive());
    }

    private void requireUsable() {
        if (!usable()) {
            throw new IllegalStateException("the tensor " + this + " is closed");
        }
    }

    /**
     * Ends a tensor that has memory of its own, and all views of it; does nothing the second time.
     *
     * @throws IllegalStateException if a plan runs on it, or if it belongs to an arena
     */
    @Override
    public void close() {
        if (!owner && !arena.closed()) {
            throw new IllegalStateException("the tensor " + this + " belongs to a tensor arena; close that");
        }
        arena.close();
    }

    @Override
    public String toString() {
        return format + shape.toString();
    }
}
