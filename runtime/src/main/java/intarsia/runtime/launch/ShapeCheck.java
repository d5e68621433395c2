package intarsia.runtime.launch;

import intarsia.ir.plan.PlanBuffer;
import java.util.List;

/**
 * Whether a tensor's extents are those its buffer declares. The outermost may be larger: what lies behind is not touched.
 * The others make the strides of the kernels, so they must be equal.
 */
final class ShapeCheck {
    private final String owner;
    private final PlanBuffer buffer;
    private final List<Long> found;
    private final SizeCode[] wanted;
    private final long mask;

    ShapeCheck(String owner, PlanBuffer buffer, List<Long> found, SymbolValues values) {
        this.owner = owner;
        this.buffer = buffer;
        this.found = found;
        wanted = buffer.shape().stream().map(e -> new SizeCode(e, values)).toArray(SizeCode[]::new);
        long symbols = 0;
        for (SizeCode code : wanted) {
            symbols |= code.mask();
        }
        mask = symbols;
        if (found.size() != wanted.length) {
            throw new IllegalArgumentException(owner + ": the tensor for " + buffer.name() + " has shape " + found + ", wanted "
                    + buffer.shape() + "; reshape it");
        }
    }

    void check(long changed, SymbolValues values) {
        if (changed != SymbolValues.ALL && (mask & changed) == 0) {
            return;
        }
        for (int d = 0; d < wanted.length; d++) {
            long want = wanted[d].eval(values);
            long have = found.get(d);
            if (d == 0 ? have < want : have != want) {
                throw new IllegalArgumentException(owner + ": the tensor for " + buffer.name() + " has shape " + found + ", wanted "
                        + buffer.shape() + (mask == 0 ? "" : " where " + values.describe()) + ": extent " + d + " is " + have + ", not "
                        + (d == 0 ? "at least " : "") + want);
            }
        }
    }
}
