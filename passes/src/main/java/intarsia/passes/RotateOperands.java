package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Region;
import intarsia.ir.Source;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
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
    private final Map<Value, Op> definitions = new HashMap<>();
    private final Map<TensorOp.Rotate, Value> made = new HashMap<>();
    private int next;

    private RotateOperands(Kernel k) {
        next = k.nextId();
        k.body().body().forEach(s -> s.results().forEach(v -> definitions.put(v, s.op())));
    }

    /** The graph with a rotation before each such operand; the same graph where no format is rotated. */
    static Kernel run(Kernel k) {
        RotateOperands r = new RotateOperands(k);
        k.body().body().forEach(r::statement);
        return r.made.isEmpty() ? k : DeadCode.drop(k.withBody(new Region(k.body().args(), r.body, k.body().yields())));
    }

    private void statement(Stmt s) {
        Optional<Hadamard> h = s.op() instanceof TensorOp.Contract c ? c.rotation() : Optional.empty();
        body.add(h.isEmpty() ? s : s.with(operands((TensorOp.Contract) s.op(), h.get().size(), s.source())));
    }

    private TensorOp.Contract operands(TensorOp.Contract c, int size, Source at) {
        return new TensorOp.Contract(rotated(c.a(), size, at), rotated(c.b(), size, at), c.order(), c.type());
    }

    private Value rotated(Value v, int size, Source at) {
        TensorOp.Rotate op = new TensorOp.Rotate(v, size);
        Value known = made.get(op);
        if (known != null) {
            return known;
        }
        Value now = define(converts(op, at).orElse(op), at);
        made.put(op, now);
        return now;
    }

    /** What a conversion to a rotated format stores are the blocks of its rotated operand: two kernels, each of which is short. */
    private Optional<Op> converts(TensorOp.Rotate op, Source at) {
        return op.readsStored() && definitions.get(op.a()) instanceof TensorOp.Convert(Value x, TensorType _) && ((TensorType) x.type()).format() instanceof DType
                ? Optional.of(new TensorOp.Convert(rotated(x, op.size(), at), (TensorType) op.resultTypes().getFirst())) : Optional.empty();
    }

    private Value define(Op op, Source at) {
        Value now = new Value(next++, op.resultTypes().getFirst());
        body.add(new Stmt(List.of(now), op, at));
        return now;
    }
}
