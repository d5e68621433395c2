package intarsia.codegen.ptx.device;

import intarsia.codegen.ptx.PtxLauncher;
import intarsia.codegen.ptx.device.PtxDevice.Code;
import intarsia.codegen.ptx.machine.DeviceMemory;
import intarsia.codegen.ptx.machine.Options;
import intarsia.codegen.ptx.machine.PtxFault;
import intarsia.ir.Param;
import intarsia.ir.Symbols;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.Step;
import intarsia.ir.plan.StepCall;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A step with a device memory of its own: it reaches the buffers of its parameters and nothing else, and those that it only
 * reads are read-only, which the machine need not watch for races.
 */
final class PtxStep {
    private final String place;
    private final Code code;
    private final StepCall call;
    private final DeviceMemory memory = new DeviceMemory();
    private final Options options;

    /** @param bound memory of each parameter */
    PtxStep(Plan plan, int index, Code code, List<MemorySegment> bound, MemorySegment symbols, Options options) {
        Step step = plan.steps().get(index);
        place = "plan " + plan.name() + ", step " + index + " (kernel " + step.kernel().name() + ")";
        this.code = code;
        this.options = options;
        long[] addresses = addresses(plan, step, bound);
        long block = memory.register(symbols.asReadOnly(), "symbols");
        call = new StepCall(place, step, code.artefact().kernel(), addresses, plan.symbols(), block);
    }

    /** A buffer that two parameters name has one address, and may be written where one of them writes. */
    private long[] addresses(Plan plan, Step step, List<MemorySegment> bound) {
        Map<Integer, Boolean> written = new HashMap<>();
        for (int p = 0; p < bound.size(); p++) {
            Param.Access access = step.kernel().params().get(p).access();
            written.merge(step.buffers().get(p), access.writes(), Boolean::logicalOr);
        }
        Map<Integer, Long> known = new HashMap<>();
        long[] addresses = new long[bound.size()];
        for (int p = 0; p < addresses.length; p++) {
            int buffer = step.buffers().get(p);
            MemorySegment all = bound.get(p);
            MemorySegment segment = Boolean.TRUE.equals(written.get(buffer)) ? all : all.asReadOnly();
            addresses[p] = known.computeIfAbsent(buffer, b -> memory.register(segment, plan.buffers().get(b).name()));
        }
        return addresses;
    }

    void run(Symbols symbols) {
        try {
            PtxLauncher.run(code.module(), code.artefact().kernel(), call.arguments(symbols), 0, call.blocks(symbols), memory, options);
        } catch (PtxFault e) {
            throw new IllegalStateException(place + " failed on the PTX machine: " + e.getMessage(), e);
        }
    }
}
