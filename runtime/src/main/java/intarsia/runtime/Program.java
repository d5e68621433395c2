package intarsia.runtime;

import intarsia.ir.device.Artefact;
import intarsia.ir.device.Device;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plan and its code on an engine. It holds no memory: that comes with {@link #bind}. */
public final class Program {
    private final Plan plan;
    private final Engine engine;
    private final List<Device.Loaded> kernels;

    Program(Plan plan, Engine engine, List<Device.Loaded> kernels) {
        this.plan = plan;
        this.engine = engine;
        this.kernels = List.copyOf(kernels);
    }

    public Plan plan() {
        return plan;
    }

    public Engine engine() {
        return engine;
    }

    /** The code of each step. */
    public List<Artefact> artefacts() {
        return kernels.stream().map(Device.Loaded::artefact).toList();
    }

    /** What it will allocate, and its states. */
    public MemoryNeed memory() {
        return MemoryNeed.of(plan);
    }

    /**
     * Tensors filled with zeros for all states, with every symbol at its largest.
     *
     * @throws IllegalStateException where they and the plan's scratch do not fit in what is free; names the symbol to lower
     */
    public Map<String, Tensor> allocateStates(TensorArena arena) {
        MemoryNeed need = memory();
        need.require(need.bytes(), FreeMemory.now());
        Map<String, Tensor> states = new LinkedHashMap<>();
        for (PlanBuffer b : plan.buffers()) {
            if (b.role() == PlanBuffer.Role.STATE) {
                long[] shape = b.shape().stream().mapToLong(e -> e.eval(plan::largest)).toArray();
                states.put(b.name(), arena.allocate(engine, b.format(), shape));
            }
        }
        return states;
    }

    /**
     * The plan on these tensors, by the names of its inputs, outputs and states. A symbol that is an extent of bound tensors
     * has that value until another is set. Where the engine has memory of its own, tensors of the CPU are copied to it before
     * each run, and back after it where the plan writes them; those in read-only memory, weights in a file, are copied here.
     *
     * @throws IllegalArgumentException where a tensor is missing, unknown, of another format or shape, or cannot be written
     * @throws IllegalStateException    where its scratch does not fit in what is free
     */
    public Run bind(Map<String, Tensor> tensors) {
        return new Run(new Binding(this, tensors, FreeMemory.now()));
    }

    List<Device.Loaded> kernels() {
        return kernels;
    }

    @Override
    public String toString() {
        return plan.name() + " on " + engine;
    }
}
