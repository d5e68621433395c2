package intarsia.runtime.cpu;

import intarsia.ir.Symbols;
import intarsia.ir.device.Device;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.runtime.launch.SymbolValues;
import intarsia.runtime.team.Cancellation;
import intarsia.runtime.team.StepFailedException;
import intarsia.runtime.team.Team;
import intarsia.runtime.team.TeamJob;
import intarsia.runtime.team.Worker;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A plan on the CPU. A run enters the team once; steps become {@link Segments}. Where one worker does everything, the
 * calling thread does it and the team is not woken. A run that does not fail allocates nothing.
 *
 * <p>One run at a time: {@code Run} sees to that, and has checked sizes before.
 */
final class CpuPlan implements Device.Bound, TeamJob {
    private final String name;
    private final SymbolValues values;
    /** Kept alive by this alone, so that a run which nobody closes leaves nothing behind. */
    private final MemorySegment symbolMemory;
    private final CpuStep[] steps;
    private final Segments segments;
    private final @Nullable Team team;
    private final int workers;

    /** Replaced once it was requested; guarded by this. */
    private Cancellation cancellation = new Cancellation();
    private boolean running;
    /** Whether some kernel was cold when last asked; one that is warm stays so. */
    private boolean cold = true;
    /** Steps done by a run of the team, as worker 0 sees it, which is the calling thread. */
    private int done;

    CpuPlan(Plan plan, List<CpuKernel> kernels, List<Device.Memory> memory, Optional<Team> team) {
        name = plan.name();
        values = new SymbolValues("plan " + name, plan.symbols());
        symbolMemory = Arena.ofAuto().allocate(Math.max(8, 8L * values.count()), HostMemory.ALIGNMENT);
        this.team = team.orElse(null);
        workers = team.map(Team::workers).orElse(1);
        long[] addresses = new long[plan.buffers().size()];
        for (int b = 0; b < addresses.length; b++) {
            addresses[b] = address(plan.buffers().get(b), memory.get(b));
        }
        steps = new CpuStep[plan.steps().size()];
        for (int s = 0; s < steps.length; s++) {
            var step = plan.steps().get(s);
            long[] bound = step.buffers().stream().mapToLong(b -> addresses[b]).toArray();
            String place = "plan " + name + ", step " + s + " (kernel " + step.kernel().name() + ")";
            steps[s] = new CpuStep(place, step, kernels.get(s), bound, values, symbolMemory.address());
        }
        segments = new Segments(steps);
    }

    private long address(PlanBuffer b, Device.Memory memory) {
        MemorySegment segment = memory.segment().orElseThrow(() -> new IllegalArgumentException(
                "plan " + name + ": the memory of buffer " + b.name() + " is not the CPU's; copy it"));
        return segment.address() + (b.role() == PlanBuffer.Role.TEMP ? b.offset() : 0);
    }

    @Override
    public void run(Symbols symbols) {
        Cancellation cancel = begin();
        try {
            values.setFrom(symbols);
            update();
            if (team == null || segments.allSequence() || practised()) {
                alone(cancel);
            } else {
                together(team, cancel);
            }
        } finally {
            end();
        }
    }

    /**
     * Whether a warm-up is at work on a kernel: then it and the JIT want the other cores, and a barrier with any third busy
     * thread costs milliseconds.
     */
    private boolean practised() {
        boolean practised = false;
        if (cold) {
            cold = false;
            for (CpuStep step : steps) {
                cold |= step.cold();
                practised |= step.practised();
            }
        }
        return practised;
    }

    private void update() {
        long changed = values.changed();
        if (changed == 0) {
            return;
        }
        for (int i = 0; i < values.count(); i++) {
            symbolMemory.set(ValueLayout.JAVA_LONG, 8L * i, values.value(i));
        }
        for (CpuStep step : steps) {
            step.update(changed, values, workers);
        }
        segments.cut();
        values.settle();
    }

    private void alone(Cancellation cancel) {
        int reached = sequence(0, steps.length, cancel);
        if (reached < steps.length) {
            throw cancelled(reached);
        }
    }

    private void together(Team crew, Cancellation cancel) {
        done = 0;
        try {
            crew.run(this, cancel);
        } catch (StepFailedException e) {
            throw e.getCause() instanceof KernelFailedException k ? k : e;
        } catch (CancellationException e) {
            throw (CancellationException) cancelled(done).initCause(e);
        }
        if (done < steps.length) { // the last segment was a sequence, and was cut short
            throw cancelled(done);
        }
    }

    private CancellationException cancelled(int after) {
        return new CancellationException("plan " + name + ": cancelled after " + after + " of " + steps.length + " steps");
    }

    /** For the team, a step is a segment. */
    @Override
    public int steps() {
        return segments.count();
    }

    @Override
    public long parts(int segment) {
        return segments.sequence(segment) ? 0 : segments.chunkEnd(segments.end(segment) - 1);
    }

    @Override
    public void step(int segment, Worker self) {
        int reached = segments.end(segment);
        if (!segments.sequence(segment)) {
            chunks(segment, self);
        } else if (self.index() == 0) {
            reached = sequence(segments.begin(segment), reached, current());
        }
        if (self.index() == 0) {
            done = reached;
        }
    }

    /** Steps in order on this thread; the step before which it was cancelled, or {@code to}. */
    private int sequence(int from, int to, Cancellation cancel) {
        for (int s = from; s < to; s++) {
            if (cancel.requested()) {
                return s;
            }
            try {
                steps[s].callAll();
            } catch (Throwable t) {
                throw failed(s, t);
            }
        }
        return to;
    }

    /** One worker's share of a parallel segment: a run of its chunks, and what others have not come to. */
    private void chunks(int segment, Worker self) {
        for (long chunk = self.next(); chunk >= 0; chunk = self.next()) {
            int s = segments.step(segment, chunk);
            chunk(s, chunk - segments.firstChunk(s));
        }
    }

    private void chunk(int s, long index) {
        CpuStep step = steps[s];
        try {
            if (step.solo()) {
                step.callAll();
            } else {
                int lo = (int) (index * step.grain());
                step.call(lo, (int) Math.min(step.blocks(), (long) lo + step.grain()));
            }
        } catch (Throwable t) {
            throw failed(s, t);
        }
    }

    private KernelFailedException failed(int s, Throwable t) {
        return new KernelFailedException(name, s, steps[s].kernel(), t);
    }

    private synchronized Cancellation begin() {
        running = true;
        return cancellation;
    }

    private synchronized Cancellation current() {
        return cancellation;
    }

    private synchronized void end() {
        running = false;
        if (cancellation.requested()) {
            cancellation = new Cancellation();
        }
    }

    /** Ends the run in progress before its next step; does nothing where there is none. */
    @Override
    public synchronized void cancel() {
        if (running) {
            cancellation.request();
        }
    }

    @Override
    public void close() {
    }
}
