package intarsia.runtime.cuda;

import intarsia.ir.device.Device;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;

/** Memory of the GPU, which this process reaches by copies only. */
final class CudaMemory implements Device.Memory {
    private final Gpu gpu;
    private final long address;
    private final long bytes;
    private boolean open = true;

    CudaMemory(Gpu gpu, long bytes) {
        this.gpu = gpu;
        this.bytes = bytes;
        address = gpu.allocate(bytes);
    }

    long address() {
        return address;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public Optional<MemorySegment> segment() {
        return Optional.empty();
    }

    @Override
    public void write(long at, MemorySegment from) {
        Objects.checkFromIndexSize(at, from.byteSize(), bytes);
        gpu.copyIn(address + at, from);
    }

    @Override
    public void read(long at, MemorySegment to) {
        Objects.checkFromIndexSize(at, to.byteSize(), bytes);
        gpu.copyOut(to, address + at);
    }

    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            gpu.free(address);
        }
    }
}
