package intarsia.runtime.cpu;

import intarsia.ir.device.Device;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Memory of this process as memory of a device. */
public final class HostMemory implements Device.Memory {
    /** Where memory that is allocated here starts: a cache line, and the widest vector. */
    public static final int ALIGNMENT = 64;

    private final MemorySegment segment;
    /** Made once: a run asks for it and allocates nothing. */
    private final Optional<MemorySegment> reachable;
    private final Optional<Arena> own;

    private HostMemory(MemorySegment segment, Optional<Arena> own) {
        this.segment = segment;
        reachable = Optional.of(segment);
        this.own = own;
    }

    /** Memory that somebody else owns; closing leaves it alone. Memory of the Java heap is an error: it moves. */
    public static HostMemory of(MemorySegment segment) {
        if (!segment.isNative()) {
            throw new IllegalArgumentException("a segment of the Java heap moves in memory; copy it with Tensor.of(array, shape...)");
        }
        return new HostMemory(segment, Optional.empty());
    }

    /** New memory, filled with zeros, that starts at a multiple of {@value #ALIGNMENT} and is freed by {@link #close}. */
    public static HostMemory allocate(long bytes) {
        Arena arena = Arena.ofShared();
        return new HostMemory(arena.allocate(bytes, ALIGNMENT), Optional.of(arena));
    }

    /** New memory, filled with zeros, that lives as long as {@code arena}. */
    public static HostMemory allocate(Arena arena, long bytes) {
        return new HostMemory(arena.allocate(bytes, ALIGNMENT), Optional.empty());
    }

    @Override
    public long bytes() {
        return segment.byteSize();
    }

    @Override
    public Optional<MemorySegment> segment() {
        return reachable;
    }

    @Override
    public void write(long at, MemorySegment from) {
        MemorySegment.copy(from, 0, segment, at, from.byteSize());
    }

    @Override
    public void read(long at, MemorySegment to) {
        MemorySegment.copy(segment, at, to, 0, to.byteSize());
    }

    @Override
    public void close() {
        own.ifPresent(arena -> {
            if (arena.scope().isAlive()) {
                arena.close();
            }
        });
    }
}
