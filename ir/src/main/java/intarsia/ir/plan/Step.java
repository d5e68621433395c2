package intarsia.ir.plan;

import intarsia.ir.Kernel;
import java.util.List;

/**
 * One kernel of a plan.
 *
 * @param kernel  at the tile level; its symbols are the plan's
 * @param buffers index of the plan's buffer for each parameter of the kernel
 * @param waits   whether it must wait for the steps before it: it reads, or writes over, what one of them touches
 */
public record Step(Kernel kernel, List<Integer> buffers, boolean waits) {
    public Step {
        buffers = List.copyOf(buffers);
        if (buffers.size() != kernel.params().size()) {
            throw new IllegalArgumentException(buffers.size() + " buffers for " + kernel.params().size() + " parameters of " + kernel.name());
        }
    }
}
