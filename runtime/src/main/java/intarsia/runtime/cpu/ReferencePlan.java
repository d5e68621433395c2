package intarsia.runtime.cpu;

import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.device.Device;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.Step;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** A plan for the evaluator, with the memory of each buffer. */
final class ReferencePlan implements Device.Bound {
    private final Plan plan;
    private final List<Device.Memory> memory;
    private boolean running;
    private boolean cancelled;

    ReferencePlan(Plan plan, List<Device.Memory> memory) {
        this.plan = plan;
        this.memory = List.copyOf(memory);
    }

    @Override
    public void run(Symbols symbols) {
        begin();
        try {
            for (int s = 0; s < plan.steps().size(); s++) {
                if (isCancelled()) {
                    throw new CancellationException("plan " + plan.name() + ": cancelled after " + s + " of " + plan.steps().size() + " steps");
                }
                evaluate(s, symbols);
            }
        } finally {
            end();
        }
    }

    private void evaluate(int s, Symbols symbols) {
        Step step = plan.steps().get(s);
        Kernel kernel = step.kernel();
        Map<String, MemorySegment> buffers = new HashMap<>();
        for (int p = 0; p < step.buffers().size(); p++) {
            buffers.put(kernel.params().get(p).name(), segment(step.buffers().get(p)));
        }
        try {
            Evaluator.run(kernel, buffers, symbols);
        } catch (RuntimeException e) {
            throw new KernelFailedException(plan.name(), s, kernel.name(), e);
        }
    }

    private MemorySegment segment(int buffer) {
        PlanBuffer b = plan.buffers().get(buffer);
        MemorySegment all = memory.get(buffer).segment().orElseThrow(() -> new IllegalArgumentException(
                "plan " + plan.name() + ": the memory of buffer " + b.name() + " is not the CPU's; copy it"));
        return b.role() == PlanBuffer.Role.TEMP ? all.asSlice(b.offset(), b.bytes(plan::largest)) : all;
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

    /** Does nothing: the memory is the caller's. */
    @Override
    public void close() {
    }
}
