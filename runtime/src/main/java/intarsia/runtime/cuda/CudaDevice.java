package intarsia.runtime.cuda;

import intarsia.ir.device.Artefact;
import intarsia.ir.device.Device;
import intarsia.ir.plan.Plan;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Device {@code cuda}: PTX text on the first NVIDIA GPU, which is opened when something is first asked of it. */
public final class CudaDevice implements Device {
    private static final Pattern ENTRY = Pattern.compile("\\.entry\\s+([A-Za-z_$%][A-Za-z0-9_$]*)");

    /** PTX text on the GPU. */
    record Code(Artefact.Ptx artefact, Gpu.Entry entry) implements Loaded {
        int threads() {
            return artefact.kernel().lanes() * artefact.kernel().warps();
        }
    }

    private final Supplier<Optional<String>> absence;
    private final Supplier<Gpu> opener;
    private @Nullable Gpu gpu;

    public CudaDevice() {
        this(CudaDriver::absence, () -> new DriverGpu(CudaDriver.available().orElseThrow()));
    }

    /** On any GPU: how tests run it without one. */
    CudaDevice(Supplier<Optional<String>> absence, Supplier<Gpu> opener) {
        this.absence = absence;
        this.opener = opener;
    }

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public Optional<String> unavailable() {
        return absence.get();
    }

    @Override
    public boolean accepts(Artefact a) {
        return a instanceof Artefact.Ptx;
    }

    private synchronized Gpu gpu() {
        Gpu open = gpu;
        if (open == null) {
            unavailable().ifPresent(reason -> {
                throw new IllegalStateException("device cuda cannot be used here: " + reason);
            });
            open = opener.get();
            gpu = open;
        }
        return open;
    }

    @Override
    public Memory allocate(long bytes) {
        return new CudaMemory(gpu(), bytes);
    }

    @Override
    public Loaded load(Artefact a) {
        if (!(a instanceof Artefact.Ptx ptx)) {
            throw new IllegalArgumentException("device cuda runs PTX text; kernel " + a.kernel().name() + " was compiled for " + a.target().id());
        }
        Matcher entry = ENTRY.matcher(ptx.listing());
        if (!entry.find()) {
            throw new IllegalArgumentException("the PTX of kernel " + a.kernel().name() + " has no .entry");
        }
        return new Code(ptx, gpu().load(ptx.listing(), entry.group(1)));
    }

    @Override
    public Bound bind(Plan p, List<Loaded> kernels, List<Memory> memory) {
        return new CudaPlan(gpu(), p, kernels.stream().map(CudaDevice::code).toList(), memory);
    }

    private static Code code(Loaded l) {
        if (l instanceof Code c) {
            return c;
        }
        throw new IllegalArgumentException("kernel " + l.artefact().kernel().name() + " was loaded by another device; load it by device cuda");
    }

    /** Gives the GPU back, with what is allocated there. */
    @Override
    public synchronized void close() {
        if (gpu != null) {
            gpu.close();
            gpu = null;
        }
    }
}
