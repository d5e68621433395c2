package intarsia.codegen.ptx.device;

import intarsia.codegen.ptx.device.PtxDevice.Code;
import intarsia.codegen.ptx.machine.Options;
import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import intarsia.ir.device.Device;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** A plan on the PTX machine, step by step. */
final class PtxPlan implements Device.Bound {
    private final Plan plan;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment symbolBlock;
    private final List<PtxStep> steps = new ArrayList<>();
    private boolean running;
    private boolean cancelled;

    PtxPlan(Plan plan, List<Code> kernels, List<Device.Memory> memory, Options options) {
        this.plan = plan;
        symbolBlock = arena.allocate(Math.max(1, plan.symbols().size()) * (long) Long.BYTES, Long.BYTES);
        for (int s = 0; s < plan.steps().size(); s++) {
            List<Integer> buffers = plan.steps().get(s).buffers();
            List<MemorySegment> bound = buffers.stream().map(b -> segment(b, memory.get(b))).toList();
            steps.add(new PtxStep(plan, s, kernels.get(s), bound, symbolBlock, options));
        }
    }

    private MemorySegment segment(int buffer, Device.Memory memory) {
        PlanBuffer b = plan.buffers().get(buffer);
        MemorySegment all = memory.segment().orElseThrow(() -> new IllegalArgumentException(
                "plan " + plan.name() + ": the memory of buffer " + b.name() + " is not the CPU's; copy it"));
        return b.role() == PlanBuffer.Role.TEMP ? all.asSlice(b.offset(), b.bytes(plan::largest)) : all;
    }

    @Override
    public void run(Symbols symbols) {
        begin();
        try {
            for (int i = 0; i < plan.symbols().size(); i++) {
                Symbol s = plan.symbols().get(i);
                long value = symbols.value(s.name());
                s.check(value);
                symbolBlock.setAtIndex(ValueLayout.JAVA_LONG, i, value);
            }
            for (int s = 0; s < steps.size(); s++) {
                if (isCancelled()) {
                    throw new CancellationException("plan " + plan.name() + ": cancelled after " + s + " of " + steps.size() + " steps");
                }
                steps.get(s).run(symbols);
            }
        } finally {
            end();
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

    /** Ends the run in progress before its next step; does nothing where there is none. */
    @Override
    public synchronized void cancel() {
        cancelled = running;
    }

    /** Frees the block of symbols; the rest of the memory is the caller's. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
