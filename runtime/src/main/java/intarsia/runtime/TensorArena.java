package intarsia.runtime;

import intarsia.ir.device.Device;
import intarsia.ir.type.Format;
import intarsia.runtime.cpu.HostMemory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The lifetime of tensors: they end together when it is closed. While a plan runs on one of them closing is an error,
 * so memory never goes away under a kernel. Any thread may close; closing twice does nothing.
 */
public final class TensorArena implements AutoCloseable {
    private static final int CLOSED = -1;

    private final Optional<Arena> arena;
    private final List<Device.Memory> devices = new ArrayList<>();
    /** Runs in progress that use it, or {@link #CLOSED}. */
    private final AtomicInteger holds = new AtomicInteger();

    private TensorArena(Optional<Arena> arena) {
        this.arena = arena;
    }

    /** An arena whose memory is freed by {@link #close}. */
    public static TensorArena open() {
        return new TensorArena(Optional.of(Arena.ofShared()));
    }

    /** For one tensor with memory of its own: after closing it is gone for callers, the garbage collector frees the bytes. */
    static TensorArena automatic() {
        return new TensorArena(Optional.empty());
    }

    /** New memory of the CPU, filled with zeros, from a multiple of 64 bytes. */
    public Tensor allocate(Format format, long... shape) {
        requireOpen();
        long bytes = Tensor.bytes(format, shape);
        return new Tensor(this, false, Optional.empty(), HostMemory.allocate(arena.orElseGet(Arena::ofAuto), bytes), format, shape);
    }

    /** New memory of the engine's device, filled with zeros. */
    public synchronized Tensor allocate(Engine engine, Format format, long... shape) {
        if (engine.sharesMemory()) {
            return allocate(format, shape);
        }
        requireOpen();
        Device.Memory memory = engine.device().allocate(Tensor.bytes(format, shape));
        devices.add(memory);
        return new Tensor(this, false, Optional.of(engine), memory, format, shape);
    }

    /** Memory that already holds numbers, such as a slice of {@link #map}; it must live as long as this arena. */
    public Tensor view(MemorySegment memory, Format format, long... shape) {
        requireOpen();
        return new Tensor(this, false, Optional.empty(), HostMemory.of(memory), format, shape);
    }

    /** A file as read-only memory until this arena is closed. */
    public MemorySegment map(Path file) throws IOException {
        requireOpen();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena.orElseGet(Arena::ofAuto));
        }
    }

    public boolean closed() {
        return holds.get() == CLOSED;
    }

    void requireOpen() {
        if (closed()) {
            throw new IllegalStateException("this tensor arena is closed");
        }
    }

    /** Keeps it open until {@link #release}; false where it is closed. Allocates nothing. */
    boolean hold() {
        for (int now = holds.get(); now != CLOSED; now = holds.get()) {
            if (holds.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    void release() {
        holds.getAndDecrement();
    }

    /**
     * Ends the tensors and frees their memory.
     *
     * @throws IllegalStateException if a plan runs on one of them
     */
    @Override
    public synchronized void close() {
        if (closed()) {
            return;
        }
        if (!holds.compareAndSet(0, CLOSED)) {
            throw new IllegalStateException("a tensor of this arena is bound to a plan that is running (" + holds.get()
                    + " runs); wait for them or cancel them, then close");
        }
        devices.forEach(Device.Memory::close);
        arena.ifPresent(Arena::close);
    }
}
