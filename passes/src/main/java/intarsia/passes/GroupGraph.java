package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.Source;
import intarsia.ir.Stmt;
import intarsia.ir.Symbol;
import intarsia.ir.TensorOp;
import intarsia.ir.Value;
import intarsia.ir.text.Printer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Cuts one group out of a graph: a graph of its own, whose parameters are the tensors with memory that the group's kernel reads and writes. */
final class GroupGraph {
    private final Graph graph;
    private final Grouping.Group group;
    private final Map<Value, Param> params = new LinkedHashMap<>();
    private final Map<Value, Value> now = new HashMap<>();
    private final List<Stmt> body = new ArrayList<>();

    /**
     * A group as a graph.
     *
     * @param walks by the name of a parameter, the dimension that lies next to its last in memory
     */
    record Cut(Kernel graph, Map<String, String> walks) {
    }

    private GroupGraph(Graph graph, Grouping.Group group) {
        this.graph = graph;
        this.group = group;
    }

    static Cut of(Graph graph, Grouping.Group group, String name) {
        return new GroupGraph(graph, group).cut(name);
    }

    private Cut cut(String name) {
        List<Value> yields = new ArrayList<>();
        Map<Value, Value> versions = new HashMap<>();
        if (group.append().isPresent()) {
            TensorOp.Append a = group.append().get();
            Ops.operands(a).forEach(this::visit);
            Stmt s = graph.kernel().body().body().stream().filter(x -> x.op() == a).findFirst().orElseThrow();
            emit(s.result(), a);
            versions.put(graph.root(a.state()), s.result());
        } else {
            expand(group.result());
            Value out = new Value(graph.kernel().nextId(), group.result().type());
            params.put(out, new Param("y", Param.Access.OUT, out));
            yields.add(group.result());
        }
        params.forEach((root, p) -> {
            if (p.access() == Param.Access.INOUT) {
                yields.add(versions.getOrDefault(root, root));
            }
        });
        Map<String, String> walks = new TreeMap<>();
        params.forEach((root, p) -> graph.walked(root).ifPresent(dim -> walks.put(p.name(), dim)));
        List<Value> args = params.values().stream().map(Param::value).toList();
        Kernel all = new Kernel(name, Level.TENSOR, graph.kernel().symbols(), List.copyOf(params.values()), List.of(), 0, 0, new Region(args, body, yields));
        return new Cut(new Renumber().run(named(all)), walks);
    }

    /** With the symbols that its text names. */
    private static Kernel named(Kernel k) {
        String text = Printer.print(k.withSymbols(List.of()));
        List<Symbol> used = k.symbols().stream().filter(s -> Pattern.compile("(?<![\\w.])" + Pattern.quote(s.name()) + "(?![\\w.])").matcher(text).find()).toList();
        return k.withSymbols(used);
    }

    private void visit(Value v) {
        if (now.containsKey(v)) {
            return;
        }
        boolean version = graph.definition(v).orElse(null) instanceof TensorOp.Append;
        if (graph.stored(v) || version) {
            Value root = graph.root(v);
            Param p = params.computeIfAbsent(root, r -> new Param("p" + params.size(), access(r), r));
            now.put(v, p.value());
        } else {
            expand(v);
        }
    }

    private Param.Access access(Value root) {
        return graph.param(root).filter(p -> p.access() == Param.Access.INOUT).map(Param::access).orElse(Param.Access.IN);
    }

    private void expand(Value v) {
        Op op = graph.definition(v).orElseThrow(() -> new IllegalStateException(v + " has neither memory nor a definition"));
        Ops.operands(op).forEach(this::visit);
        emit(v, op);
    }

    private void emit(Value v, Op op) {
        now.put(v, v);
        body.add(new Stmt(List.of(v), Ops.map(op, x -> now.getOrDefault(x, x), r -> r), Source.NONE));
    }
}
