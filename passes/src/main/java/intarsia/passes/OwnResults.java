package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.Source;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.Value;
import intarsia.ir.type.BlockFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Results that nothing computes where they have to be: a parameter, another view of a tensor, a tensor that is a result already. Each becomes a copy, as a conversion
 * to the format that it has.
 */
final class OwnResults {
    private final Kernel kernel;
    private final Map<Value, Op> definitions = new HashMap<>();
    private final Set<Value> taken = new HashSet<>();
    private final List<Stmt> body;
    private int next;

    private OwnResults(Kernel kernel) {
        this.kernel = kernel;
        body = new ArrayList<>(kernel.body().body());
        next = kernel.nextId();
        body.forEach(s -> s.results().forEach(v -> definitions.put(v, s.op())));
        kernel.params().forEach(p -> taken.add(p.value()));
    }

    /** The graph with such copies; the same graph where none is needed. */
    static Kernel run(Kernel k) {
        return new OwnResults(k).run();
    }

    private Kernel run() {
        long results = kernel.params().stream().filter(p -> p.access() == Param.Access.OUT).count();
        List<Value> yields = new ArrayList<>(kernel.body().yields());
        for (int i = 0; i < Math.min(results, yields.size()); i++) {
            Value v = yields.get(i);
            yields.set(i, taken.add(v) && computed(v) ? v : copy(v));
        }
        return yields.equals(kernel.body().yields()) ? kernel : kernel.withBody(new Region(kernel.body().args(), body, yields));
    }

    private boolean computed(Value v) {
        Op op = definitions.get(v);
        return op != null && !Graph.isView(op) && !(op instanceof TensorOp.Append);
    }

    private Value copy(Value v) {
        TensorType t = (TensorType) v.type();
        if (t.format() instanceof BlockFormat) {
            throw new IllegalArgumentException("kernel " + kernel.name() + ": result " + v + " of type " + t
                + " is a parameter, a view, or a result already; blocks are not copied by a plan: convert it to a plain type, or yield what it is a view of");
        }
        Value now = new Value(next++, t);
        body.add(new Stmt(List.of(now), new TensorOp.Convert(v, t), Source.NONE));
        return now;
    }
}
