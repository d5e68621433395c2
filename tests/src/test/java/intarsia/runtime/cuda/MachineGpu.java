package intarsia.runtime.cuda;

import intarsia.codegen.ptx.machine.DeviceMemory;
import intarsia.codegen.ptx.machine.Dim;
import intarsia.codegen.ptx.machine.Machine;
import intarsia.codegen.ptx.machine.Options;
import intarsia.codegen.ptx.text.PtxModule;
import intarsia.codegen.ptx.text.PtxParser;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A GPU for device {@code cuda} where there is none: the PTX machine executes its launches. */
public final class MachineGpu implements Gpu {
    private record Parsed(PtxModule module, String name) implements Entry {
    }

    private final Arena arena = Arena.ofShared();
    private final DeviceMemory memory = new DeviceMemory();
    private final Map<Long, MemorySegment> allocations = new HashMap<>();
    private long bytesIn;

    /** Device {@code cuda} on this GPU. */
    public CudaDevice device() {
        return new CudaDevice(Optional::empty, () -> this);
    }

    /** Allocations that are not freed. */
    public int allocations() {
        return allocations.size();
    }

    /** Bytes copied to it so far. */
    public long bytesIn() {
        return bytesIn;
    }

    @Override
    public long allocate(long bytes) {
        MemorySegment segment = arena.allocate(Math.max(1, bytes), 256);
        long address = memory.register(segment, "allocation " + allocations.size());
        allocations.put(address, segment);
        return address;
    }

    @Override
    public void free(long address) {
        memory.release(address);
        allocations.remove(address);
    }

    private MemorySegment at(long address, long bytes) {
        for (var a : allocations.entrySet()) {
            long offset = address - a.getKey();
            if (offset >= 0 && offset + bytes <= a.getValue().byteSize()) {
                return a.getValue().asSlice(offset, bytes);
            }
        }
        throw new IllegalArgumentException("no allocation has " + bytes + " bytes at 0x" + Long.toHexString(address));
    }

    @Override
    public void copyIn(long target, MemorySegment source) {
        at(target, source.byteSize()).copyFrom(source);
        bytesIn += source.byteSize();
    }

    @Override
    public void copyOut(MemorySegment target, long source) {
        target.copyFrom(at(source, target.byteSize()));
    }

    @Override
    public Entry load(String ptx, String entry) {
        PtxModule module = PtxParser.parse(ptx);
        module.kernel(entry);
        return new Parsed(module, entry);
    }

    @Override
    public void launch(Entry entry, int blocks, int threads, long... params) {
        Machine.run(((Parsed) entry).module, entry.name(), Dim.of(blocks), Dim.of(threads), params, memory, Options.DEFAULT);
    }

    @Override
    public void synchronise() {
    }

    @Override
    public void close() {
        arena.close();
    }
}
