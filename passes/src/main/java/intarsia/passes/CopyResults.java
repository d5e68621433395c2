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

/** Results that are views, versions of a state, parameters, or results already, as copies: every result has memory that a kernel writes. */
final class CopyResults {
    private final Map<Value, Op> definitions = new HashMap<>();
    private final Set<Value> written = new HashSet<>();
    private final List<Stmt> body;
    private int next;

    private CopyResults(Kernel k) {
        next = k.nextId();
        body = new ArrayList<>(k.body().body());
        body.forEach(s -> s.results().forEach(v -> definitions.put(v, s.op())));
    }

    /** The graph with a copy for each such result; the same graph where there is none. */
    static Kernel run(Kernel k) {
        CopyResults c = new CopyResults(k);
        long outs = k.params().stream().filter(p -> p.access() == Param.Access.OUT).count();
        List<Value> yields = new ArrayList<>();
        k.body().yields().forEach(v -> yields.add(yields.size() < outs ? c.stored(v) : v));
        return yields.equals(k.body().yields()) ? k : k.withBody(new Region(k.body().args(), c.body, yields));
    }

    private Value stored(Value v) {
        Op op = definitions.get(v);
        boolean own = op != null && !Graph.isView(op) && !(op instanceof TensorOp.Append) && !(op instanceof TensorOp.Rope);
        return written.add(v) && own ? v : copy(v);
    }

    private Value copy(Value v) {
        TensorType t = (TensorType) v.type();
        if (t.format() instanceof BlockFormat) {
            throw new IllegalArgumentException("result " + v + ": " + t + " has memory of another, and blocks are not copied by a plan; convert it to a plain type, or yield the tensor that it is a view of");
        }
        Value now = new Value(next++, t);
        body.add(new Stmt(List.of(now), new TensorOp.Convert(v, t), Source.NONE));
        return now;
    }
}
