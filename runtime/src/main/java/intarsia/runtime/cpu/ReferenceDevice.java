package intarsia.runtime.cpu;

import intarsia.ir.device.Artefact;
import intarsia.ir.device.Device;
import intarsia.ir.plan.Plan;
import java.util.List;
import java.util.Optional;

/** Device {@code reference}: the evaluator, step by step, on the thread that asks. Its values are what every other must give. */
public final class ReferenceDevice implements Device {
    /** A tile kernel as it is. */
    record TileKernel(Artefact.Ir artefact) implements Loaded {
    }

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public boolean accepts(Artefact a) {
        return a instanceof Artefact.Ir;
    }

    @Override
    public Memory allocate(long bytes) {
        return HostMemory.allocate(bytes);
    }

    @Override
    public Loaded load(Artefact a) {
        if (a instanceof Artefact.Ir ir) {
            return new TileKernel(ir);
        }
        throw new IllegalArgumentException("device reference evaluates kernels as they are; kernel " + a.kernel().name() + " was compiled for "
                + a.target().id());
    }

    /** The kernels are the steps' own: nothing was compiled. */
    @Override
    public Bound bind(Plan p, List<Loaded> kernels, List<Memory> memory) {
        return new ReferencePlan(p, memory);
    }

    /** Does nothing: it has nothing. */
    @Override
    public void close() {
    }
}
