package intarsia.codegen.ptx.device;

import intarsia.codegen.ptx.machine.Machine;
import intarsia.codegen.ptx.machine.Options;
import intarsia.codegen.ptx.machine.PtxFault;
import intarsia.codegen.ptx.text.PtxModule;
import intarsia.codegen.ptx.text.PtxParser;
import intarsia.codegen.ptx.text.PtxSyntaxException;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Device;
import intarsia.ir.plan.Plan;
import java.util.List;
import java.util.Optional;

/**
 * Device {@code ptx}: PTX text on the {@link Machine}, which checks bounds, races and lanes while it runs. Steps run one
 * after the other on the calling thread, on the memory of this process.
 *
 * <p>The system property {@value #SEED} selects the adversarial schedule and seeds it.
 */
public final class PtxDevice implements Device {
    /** A seed for the adversarial schedule; without it lanes and warps go in order. */
    public static final String SEED = "intarsia.ptx.adversarial";

    /** PTX text and what it says. */
    record Code(Artefact.Ptx artefact, PtxModule module) implements Loaded {
    }

    private final Options options;

    /** With the schedule that {@value #SEED} selects. */
    public PtxDevice() {
        this(Optional.ofNullable(Long.getLong(SEED)).map(Options.DEFAULT::adversarial).orElse(Options.DEFAULT));
    }

    public PtxDevice(Options options) {
        this.options = options;
    }

    @Override
    public String name() {
        return "ptx";
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public boolean accepts(Artefact a) {
        return a instanceof Artefact.Ptx;
    }

    @Override
    public Memory allocate(long bytes) {
        return MachineMemory.allocate(bytes);
    }

    /** Parses the text and decodes every instruction of it. */
    @Override
    public Loaded load(Artefact a) {
        if (!(a instanceof Artefact.Ptx ptx)) {
            throw new IllegalArgumentException("device ptx runs PTX text; kernel " + a.kernel().name() + " was compiled for " + a.target().id());
        }
        try {
            PtxModule module = PtxParser.parse(ptx.listing());
            Machine.verify(module);
            return new Code(ptx, module);
        } catch (PtxSyntaxException | PtxFault e) {
            throw new IllegalArgumentException("the PTX of kernel " + a.kernel().name() + " is not what the machine runs: " + e.getMessage(), e);
        }
    }

    @Override
    public Bound bind(Plan p, List<Loaded> kernels, List<Memory> memory) {
        return new PtxPlan(p, kernels.stream().map(PtxDevice::code).toList(), memory, options);
    }

    private static Code code(Loaded l) {
        if (l instanceof Code c) {
            return c;
        }
        throw new IllegalArgumentException("kernel " + l.artefact().kernel().name() + " was loaded by another device; load it by device ptx");
    }

    /** Does nothing: memory and plans are closed by those who have them. */
    @Override
    public void close() {
    }
}
