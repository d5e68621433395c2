package intarsia.runtime.launch;

import intarsia.ir.device.Device;
import java.util.List;

/**
 * What lies behind a buffer of a plan.
 *
 * @param offset of the buffer in the memory, in bytes
 * @param bytes  that it may use from there
 * @param shape  of the tensor, in elements; empty where the memory belongs to the plan
 */
public record GivenMemory(Device.Memory memory, long offset, long bytes, List<Long> shape) {
    public GivenMemory {
        shape = List.copyOf(shape);
    }

    /** The address of byte 0 where the CPU reaches it, otherwise the offset alone. */
    long start() {
        return memory.segment().map(s -> s.address() + offset).orElse(offset);
    }
}
