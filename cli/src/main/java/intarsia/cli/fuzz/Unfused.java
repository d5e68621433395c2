package intarsia.cli.fuzz;

import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A tensor graph whose tensors are all results, so that each gets memory and a kernel of its own. */
final class Unfused {
    private final Kernel graph;
    private final List<Param> params = new ArrayList<>();
    private final List<Value> args = new ArrayList<>();
    private int next;

    private Unfused(Kernel graph) {
        this.graph = graph;
        this.next = graph.nextId();
    }

    /** The graph with those that it computes on the way as results, too. */
    static Kernel of(Kernel graph) {
        return new Unfused(graph).kernel();
    }

    private Kernel kernel() {
        long outs = graph.params().stream().filter(p -> p.access() == Param.Access.OUT).count();
        List<Value> yields = graph.body().yields();
        List<Value> results = new ArrayList<>(yields.subList(0, (int) outs));
        Set<Value> known = new HashSet<>(results);
        params.addAll(graph.params());
        args.addAll(graph.body().args());
        for (Stmt s : graph.body().body()) {
            for (Value v : s.results()) {
                if (computes(s) && known.add(v)) {
                    store(v);
                    results.add(v);
                }
            }
        }
        results.addAll(yields.subList((int) outs, yields.size()));
        return new Kernel(graph.name(), graph.level(), graph.symbols(), params, graph.grid(), 0, 0, new Region(args, graph.body().body(), results));
    }

    /** Views and new versions of a state have memory already. */
    private static boolean computes(Stmt s) {
        return s.op() instanceof TensorOp.Map || s.op() instanceof TensorOp.Contract || s.op() instanceof TensorOp.Fold || s.op() instanceof TensorOp.Scan
                || s.op() instanceof TensorOp.Convert || s.op() instanceof TensorOp.Gather;
    }

    private void store(Value v) {
        Value arg = new Value(next++, (TensorType) v.type());
        params.add(new Param("unfused" + v.id(), Param.Access.OUT, arg));
        args.add(arg);
    }
}
