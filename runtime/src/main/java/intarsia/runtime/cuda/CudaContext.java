package intarsia.runtime.cuda;

import static intarsia.runtime.cuda.CudaException.check;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * One device: memory, modules and launches, all on its default stream and so in the order they are asked for. May be
 * used from any thread. Device memory is a 64-bit address; bounds are the caller's concern, the driver checks none.
 */
public final class CudaContext implements AutoCloseable {
    /** Size of the copy that stands between Java arrays, which the collector moves, and the driver. */
    private static final long STAGE_BYTES = 4 << 20;

    private static final CUstream DEFAULT_STREAM = new CUstream();

    private final CUdevice device;
    private final CUcontext context = new CUcontext();
    private final String name;
    private final int computeCapability;
    private boolean open;

    CudaContext(CUdevice device) {
        this.device = device;
        byte[] text = new byte[256];
        check("cuDeviceGetName", JCudaDriver.cuDeviceGetName(text, text.length, device));
        int end = 0;
        while (end < text.length && text[end] != 0) end++;
        name = new String(text, 0, end, UTF_8);
        computeCapability = 10 * attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
        check("cuDevicePrimaryCtxRetain", JCudaDriver.cuDevicePrimaryCtxRetain(context, device));
        open = true;
    }

    private int attribute(int which) {
        int[] value = new int[1];
        check("cuDeviceGetAttribute", JCudaDriver.cuDeviceGetAttribute(value, which, device));
        return value[0];
    }

    /** The device's name, such as "NVIDIA H200". */
    public String name() {
        return name;
    }

    /** Ten times the major number plus the minor: 80, 89, 90. */
    public int computeCapability() {
        return computeCapability;
    }

    /** Makes the context the calling thread's. */
    synchronized void enter() {
        if (!open) throw new IllegalStateException("the CUDA context of " + name + " is closed");
        check("cuCtxSetCurrent", JCudaDriver.cuCtxSetCurrent(context));
    }

    /**
     * Allocates device memory, aligned to 256 bytes, its content undefined.
     *
     * @return its address
     * @throws IllegalArgumentException if {@code bytes} is not positive
     * @throws CudaException if there is not enough
     */
    public long allocate(long bytes) {
        if (bytes < 1) throw new IllegalArgumentException("allocation of " + bytes + " bytes, wanted 1 or more");
        enter();
        var pointer = new Address.Device();
        check("cuMemAlloc(" + bytes + " bytes)", JCudaDriver.cuMemAlloc(pointer, bytes));
        return pointer.address();
    }

    /** Fills memory with zeros, after all earlier launches. */
    public void fillZero(long address, long bytes) {
        enter();
        check("cuMemsetD8", JCudaDriver.cuMemsetD8(new Address.Device(address), (byte) 0, bytes));
    }

    /** Frees what {@link #allocate} gave. */
    public void free(long address) {
        enter();
        check("cuMemFree", JCudaDriver.cuMemFree(new Address.Device(address)));
    }

    /** Copies a whole segment, native or heap, to the device; returns when the segment may be changed. */
    public void copyIn(long target, MemorySegment source) {
        enter();
        if (source.isNative()) {
            in(target, source);
            return;
        }
        try (var arena = Arena.ofConfined()) {
            MemorySegment stage = arena.allocate(Math.min(STAGE_BYTES, source.byteSize()));
            for (long at = 0; at < source.byteSize(); at += STAGE_BYTES) {
                MemorySegment part = stage.asSlice(0, Math.min(STAGE_BYTES, source.byteSize() - at));
                part.copyFrom(source.asSlice(at, part.byteSize()));
                in(target + at, part);
            }
        }
    }

    private static void in(long target, MemorySegment source) {
        if (source.byteSize() == 0) return;
        check("cuMemcpyHtoD", JCudaDriver.cuMemcpyHtoD(new Address.Device(target), new Address.Host(source.address()), source.byteSize()));
    }

    /** Fills a whole segment, native or heap, from the device, after all earlier launches. */
    public void copyOut(MemorySegment target, long source) {
        if (target.isReadOnly()) throw new IllegalArgumentException("copy into a read-only segment");
        enter();
        if (target.isNative()) {
            out(target, source);
            return;
        }
        try (var arena = Arena.ofConfined()) {
            MemorySegment stage = arena.allocate(Math.min(STAGE_BYTES, target.byteSize()));
            for (long at = 0; at < target.byteSize(); at += STAGE_BYTES) {
                MemorySegment part = stage.asSlice(0, Math.min(STAGE_BYTES, target.byteSize() - at));
                out(part, source + at);
                target.asSlice(at, part.byteSize()).copyFrom(part);
            }
        }
    }

    private static void out(MemorySegment target, long source) {
        if (target.byteSize() == 0) return;
        check("cuMemcpyDtoH", JCudaDriver.cuMemcpyDtoH(new Address.Host(target.address()), new Address.Device(source), target.byteSize()));
    }

    /**
     * Loads a module of PTX text, compiled by the driver.
     *
     * @throws CudaException if the driver rejects it; {@link PtxAssembler} tells why, line by line
     */
    public CudaModule load(String ptx) {
        if (ptx.indexOf('\0') >= 0) throw new IllegalArgumentException("character 0 at index " + ptx.indexOf('\0') + " of the PTX text");
        enter();
        byte[] text = ptx.getBytes(UTF_8);
        var module = new CUmodule();
        check("cuModuleLoadData", JCudaDriver.cuModuleLoadData(module, Arrays.copyOf(text, text.length + 1)));
        return new CudaModule(this, module);
    }

    /**
     * Queues a launch and returns. A fault of the kernel shows at a later call.
     *
     * @param params one for each parameter of the kernel, in order; of a narrower one the low bytes count. Floats go
     *     as their bits. There must be as many as the kernel has: the driver reads past a shorter list.
     */
    public void launch(CudaKernel kernel, Grid g, long... params) {
        enter();
        try (var arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, params.length));
            MemorySegment list = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, params.length));
            for (int i = 0; i < params.length; i++) {
                values.setAtIndex(ValueLayout.JAVA_LONG, i, params[i]);
                list.setAtIndex(ValueLayout.JAVA_LONG, i, values.address() + (long) i * Long.BYTES);
            }
            // The driver copies the parameters before it returns, so the arena may end here.
            check("cuLaunchKernel(" + kernel.name() + ", " + g + ")", JCudaDriver.cuLaunchKernel(kernel.function, g.gridX(), g.gridY(), g.gridZ(),
                    g.blockX(), g.blockY(), g.blockZ(), g.sharedBytes(), DEFAULT_STREAM, new Address.Host(list.address()), null));
        }
    }

    /** Waits until all launches have finished; a fault of one of them is thrown here at the latest. */
    public void synchronise() {
        enter();
        check("cuCtxSynchronize", JCudaDriver.cuCtxSynchronize());
    }

    /** Gives the context back. Memory still allocated may go with it; further closing does nothing. */
    @Override public synchronized void close() {
        if (!open) return;
        open = false;
        check("cuDevicePrimaryCtxRelease", JCudaDriver.cuDevicePrimaryCtxRelease(device));
    }
}
