package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.Source;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.Value;
import intarsia.ir.type.BlockFormat;
import java.util.List;

/** Writes copies of tensors into the statements of a graph: each has memory of its own. */
final class TensorCopies {
    private final List<Stmt> body;
    private int next;

    TensorCopies(Kernel k, List<Stmt> body) {
        this.body = body;
        this.next = k.nextId();
    }

    /**
     * A copy, whose statement comes next.
     *
     * @param why it is wanted: what an error begins with
     * @throws IllegalArgumentException for blocks
     */
    Value of(Value v, Source source, String why) {
        TensorType t = (TensorType) v.type();
        if (t.format() instanceof BlockFormat) {
            throw new IllegalArgumentException(why + ", and blocks are not copied by a plan; convert it to a plain type before");
        }
        Value now = new Value(next++, t);
        body.add(new Stmt(List.of(now), new TensorOp.Convert(v, t), source));
        return now;
    }
}
