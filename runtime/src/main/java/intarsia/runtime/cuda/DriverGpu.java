package intarsia.runtime.cuda;

import java.lang.foreign.MemorySegment;

/** The driver's first device. Modules stay loaded as long as it is open. */
final class DriverGpu implements Gpu {
    private final CudaContext context;

    /** A function of the driver. */
    private record Function(CudaKernel kernel) implements Entry {
        @Override
        public String name() {
            return kernel.name();
        }
    }

    DriverGpu(CudaDriver driver) {
        context = driver.open(0);
    }

    @Override
    public long allocate(long bytes) {
        long address = context.allocate(Math.max(1, bytes));
        context.fillZero(address, Math.max(1, bytes));
        return address;
    }

    @Override
    public void free(long address) {
        context.free(address);
    }

    @Override
    public void copyIn(long target, MemorySegment source) {
        context.copyIn(target, source);
    }

    @Override
    public void copyOut(MemorySegment target, long source) {
        context.copyOut(target, source);
    }

    @Override
    public Entry load(String ptx, String entry) {
        return new Function(context.load(ptx).kernel(entry));
    }

    @Override
    public void launch(Entry entry, int blocks, int threads, long... params) {
        if (!(entry instanceof Function f)) {
            throw new IllegalArgumentException("entry " + entry.name() + " was loaded by another GPU");
        }
        context.launch(f.kernel(), Grid.line(blocks, threads), params);
    }

    @Override
    public void synchronise() {
        context.synchronise();
    }

    @Override
    public void close() {
        context.close();
    }
}
