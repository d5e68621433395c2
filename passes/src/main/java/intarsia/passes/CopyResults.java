package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.Source;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.Value;
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
    private final TensorCopies copies;

    private CopyResults(Kernel k) {
        body = new ArrayList<>(k.body().body());
        copies = new TensorCopies(k, body);
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
        return written.add(v) && own ? v : copies.of(v, Source.NONE, "result " + v + ": " + v.type() + " has memory of another");
    }
}
