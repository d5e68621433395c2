package intarsia.runtime;

import intarsia.ir.device.Artefact;
import intarsia.ir.device.Device;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.passes.Compiler;
import intarsia.runtime.store.AtomicFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A plan and its code on an engine. It holds no memory: that comes with {@link #bind}. */
public final class Program {
    private final Plan plan;
    private final Engine engine;
    private final List<Device.Loaded> kernels;
    private final Compiler.Options options;
    private final Supplier<Plan> whole;

    Program(Plan plan, Engine engine, List<Device.Loaded> kernels, Compiler.Options options) {
        this(plan, engine, kernels, options, () -> plan);
    }

    /**
     * @param plan  may be a declaration: kernels that are compiled are called, not read
     * @param whole the plan with its kernels, made or read when somebody asks for it
     */
    Program(Plan plan, Engine engine, List<Device.Loaded> kernels, Compiler.Options options, Supplier<Plan> whole) {
        this.plan = plan;
        this.engine = engine;
        this.kernels = List.copyOf(kernels);
        this.options = options;
        this.whole = whole;
    }

    public Plan plan() {
        return whole.get();
    }

    /** The plan as far as launches need it: where the program was kept on disk, with nothing in its kernels. */
    Plan declared() {
        return plan;
    }

    /** What it was compiled with. */
    Compiler.Options options() {
        return options;
    }

    /**
     * Writes plan, constants and code to a file that {@link Intarsia#load} reads, in place of what was there.
     *
     * @throws UnsupportedOperationException where the engine runs kernels as they are, and there is no code to keep
     */
    public void save(Path file) throws IOException {
        AtomicFile.write(file, ProgramFile.of(this, "").bytes());
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
        return new Run(new Binding(this, tensors, FreeMemory.now(), Optional.empty()));
    }

    /** The same with scratch memory of an arena, where the engine shares memory: with an automatic one the run need not be closed. */
    public Run bind(Map<String, Tensor> tensors, Arena scratch) {
        return new Run(new Binding(this, tensors, FreeMemory.now(), Optional.of(scratch)));
    }

    List<Device.Loaded> kernels() {
        return kernels;
    }

    @Override
    public String toString() {
        return plan.name() + " on " + engine;
    }
}
