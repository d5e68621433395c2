package intarsia.codegen.ptx.device;

import intarsia.ir.device.Device;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Memory of this process for the PTX machine, which gives it a device address when a plan is bound. */
record MachineMemory(Arena arena, MemorySegment memory) implements Device.Memory {
    /** A cache line: host addresses are checked for alignment as those of other devices are. */
    private static final int ALIGNMENT = 64;

    static MachineMemory allocate(long bytes) {
        Arena arena = Arena.ofShared();
        return new MachineMemory(arena, arena.allocate(bytes, ALIGNMENT));
    }

    @Override
    public long bytes() {
        return memory.byteSize();
    }

    @Override
    public Optional<MemorySegment> segment() {
        return Optional.of(memory);
    }

    @Override
    public void write(long at, MemorySegment from) {
        MemorySegment.copy(from, 0, memory, at, from.byteSize());
    }

    @Override
    public void read(long at, MemorySegment to) {
        MemorySegment.copy(memory, at, to, 0, to.byteSize());
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
