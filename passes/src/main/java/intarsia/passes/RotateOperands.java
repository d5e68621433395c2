package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.Value;
import intarsia.ir.type.Hadamard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Contractions with operands of rotated formats as products of stored values: H is symmetric and its own inverse, so that x · W = (x H) · (W H). What a rotated
 * format stores is W H, which is read as it is; activations are rotated once for all matrices that they are multiplied with.
 */
final class RotateOperands {
    private final List<Stmt> body = new ArrayList<>();
    private final Map<TensorOp.Rotate, Value> made = new HashMap<>();
    private int next;

    private RotateOperands(Kernel k) {
        next = k.nextId();
    }

    /** The graph with a rotation before each such operand; the same graph where no format is rotated. */
    static Kernel run(Kernel k) {
        RotateOperands r = new RotateOperands(k);
        k.body().body().forEach(r::statement);
        return r.made.isEmpty() ? k : k.withBody(new Region(k.body().args(), r.body, k.body().yields()));
    }

    private void statement(Stmt s) {
        Optional<Hadamard> h = s.op() instanceof TensorOp.Contract c ? c.rotation() : Optional.empty();
        body.add(h.isEmpty() ? s : new Stmt(s.results(), operands((TensorOp.Contract) s.op(), h.get(), s), s.source()));
    }

    private TensorOp.Contract operands(TensorOp.Contract c, Hadamard h, Stmt s) {
        return new TensorOp.Contract(rotated(c.a(), h, s), rotated(c.b(), h, s), c.order(), c.type());
    }

    private Value rotated(Value v, Hadamard h, Stmt s) {
        return made.computeIfAbsent(new TensorOp.Rotate(v, h.size()), op -> {
            Value now = new Value(next++, op.resultTypes().getFirst());
            body.add(new Stmt(List.of(now), op, s.source()));
            return now;
        });
    }
}
