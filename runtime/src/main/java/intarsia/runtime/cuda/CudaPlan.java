package intarsia.runtime.cuda;

import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import intarsia.ir.device.Device;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.Step;
import intarsia.ir.plan.StepCall;
import intarsia.runtime.cuda.CudaDevice.Code;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/** A plan on a GPU: all steps on one stream, in order, so that each sees what those before it wrote. */
final class CudaPlan implements Device.Bound {
    /** Blocks of one launch along x. */
    private static final int MOST_BLOCKS = Integer.MAX_VALUE;

    /** A step and how it is launched. */
    private record Launch(Code code, StepCall call) {
    }

    private final Gpu gpu;
    private final Plan plan;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment values;
    private final CudaMemory symbols;
    private final List<Launch> launches = new ArrayList<>();
    private boolean running;
    private boolean cancelled;

    CudaPlan(Gpu gpu, Plan plan, List<Code> kernels, List<Device.Memory> memory) {
        this.gpu = gpu;
        this.plan = plan;
        values = arena.allocate(Math.max(1, plan.symbols().size()) * (long) Long.BYTES, Long.BYTES);
        symbols = new CudaMemory(gpu, values.byteSize());
        try {
            for (int s = 0; s < plan.steps().size(); s++) {
                Step step = plan.steps().get(s);
                String place = "plan " + plan.name() + ", step " + s + " (kernel " + step.kernel().name() + ")";
                long[] addresses = step.buffers().stream().mapToLong(b -> address(b, memory.get(b))).toArray();
                Code code = kernels.get(s);
                launches.add(new Launch(code, new StepCall(place, step, code.artefact().kernel(), addresses, plan.symbols(), symbols.address())));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private long address(int buffer, Device.Memory memory) {
        PlanBuffer b = plan.buffers().get(buffer);
        if (memory instanceof CudaMemory m) {
            return m.address() + (b.role() == PlanBuffer.Role.TEMP ? b.offset() : 0);
        }
        throw new IllegalArgumentException("plan " + plan.name() + ": the memory of buffer " + b.name() + " is not the GPU's; copy it");
    }

    @Override
    public void run(Symbols given) {
        begin();
        try {
            for (int i = 0; i < plan.symbols().size(); i++) {
                Symbol s = plan.symbols().get(i);
                long value = given.value(s.name());
                s.check(value);
                values.setAtIndex(ValueLayout.JAVA_LONG, i, value);
            }
            symbols.write(0, values);
            for (int s = 0; s < launches.size(); s++) {
                if (isCancelled()) {
                    gpu.synchronise();
                    throw new CancellationException("plan " + plan.name() + ": cancelled after " + s + " of " + launches.size() + " steps");
                }
                launch(launches.get(s), given);
            }
            gpu.synchronise();
        } finally {
            end();
        }
    }

    private void launch(Launch l, Symbols given) {
        long blocks = l.call.blocks(given);
        long[] own = l.call.arguments(given);
        long[] params = Arrays.copyOf(own, own.length + 2);
        for (long first = 0; first < blocks; first += MOST_BLOCKS) {
            params[own.length] = first;
            params[own.length + 1] = blocks;
            gpu.launch(l.code.entry(), (int) Math.min(MOST_BLOCKS, blocks - first), l.code.threads(), params);
        }
    }

    private synchronized void begin() {
        running = true;
        cancelled = false;
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    private synchronized void end() {
        running = false;
    }

    /** Queues no further step of the run in progress; does nothing where there is none. */
    @Override
    public synchronized void cancel() {
        cancelled = running;
    }

    /** Frees the block of symbols; the rest of the memory is the caller's. */
    @Override
    public void close() {
        symbols.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
