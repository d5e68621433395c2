package intarsia.passes;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A tensor graph with what the planner asks of it: definitions, uses, and which tensors have memory of their own. */
final class Graph {
    private final Kernel kernel;
    private final Map<Value, Op> definitions = new HashMap<>();
    private final Map<Value, List<Stmt>> users = new HashMap<>();
    private final Set<Value> yielded;
    private final Set<Value> stored = new HashSet<>();
    private final Map<Value, TensorView> storage = new HashMap<>();
    private final Map<Value, String> walked = new HashMap<>();

    Graph(Kernel kernel) {
        this.kernel = kernel;
        kernel.params().forEach(p -> stored.add(p.value()));
        for (Stmt s : kernel.body().body()) {
            s.results().forEach(v -> definitions.put(v, s.op()));
            new HashSet<>(Ops.operands(s.op())).forEach(v -> users.computeIfAbsent(v, x -> new ArrayList<>()).add(s));
        }
        yielded = Set.copyOf(kernel.body().yields());
    }

    Kernel kernel() {
        return kernel;
    }

    Optional<Op> definition(Value v) {
        return Optional.ofNullable(definitions.get(v));
    }

    List<Stmt> users(Value v) {
        return users.getOrDefault(v, List.of());
    }

    int uses(Value v) {
        return users(v).size() + (yielded.contains(v) ? 1 : 0);
    }

    boolean yielded(Value v) {
        return yielded.contains(v);
    }

    /** Gives a tensor memory of its own. */
    void store(Value v) {
        stored.add(v);
    }

    boolean stored(Value v) {
        return stored.contains(v);
    }

    Optional<Param> param(Value v) {
        return kernel.params().stream().filter(p -> p.value().equals(v)).findFirst();
    }

    /** The memory behind a tensor: a state stands for all its versions. */
    Value root(Value v) {
        return definitions.get(v) instanceof TensorOp.Append a ? root(a.state()) : v;
    }

    /** Puts a dimension of a state next to its last in memory: what is walked along with the last lies together. */
    void walk(Value state, String dim) {
        TensorView v = TensorView.of(root(state));
        TensorType t = v.type();
        int moved = t.indexOf(dim);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < t.dims().size() - 1; i++) {
            if (i != moved) {
                order.add(i);
            }
        }
        order.add(moved);
        order.add(t.dims().size() - 1);
        List<Expr> steps = BufferType.rowMajor(t.format(), order.stream().map(i -> t.dims().get(i).size()).toList());
        Expr[] strides = new Expr[order.size()];
        for (int i = 0; i < strides.length; i++) {
            strides[order.get(i)] = steps.get(i);
        }
        walked.put(root(state), dim);
        storage.put(root(state), new TensorView(root(state), t, List.of(strides), Expr.Const.ZERO));
    }

    /** The dimension that lies next to the last of a state, where {@link #walk} put it there. */
    Optional<String> walked(Value root) {
        return Optional.ofNullable(walked.get(root));
    }

    /** All of a tensor that has memory. */
    TensorView memory(Value v) {
        return storage.getOrDefault(v, TensorView.of(v));
    }

    /** The tensor as a view of memory, where it is one. */
    Optional<TensorView> view(Value v) {
        if (definitions.get(v) instanceof TensorOp.Append a) {
            return Optional.of(memory(root(a.state())));
        }
        if (stored(v)) {
            return Optional.of(memory(v));
        }
        return switch (definitions.get(v)) {
            case TensorOp.Rename(Value a, String dim, String to) -> view(a).map(x -> x.rename(dim, to));
            case TensorOp.Split(Value a, String dim, List<String> names, var sizes) -> view(a).map(x -> x.split(dim, names, sizes));
            case TensorOp.Flip(Value a, String dim) -> view(a).map(x -> x.flip(dim));
            case TensorOp.Slice(Value a, String dim, long from, var size) -> view(a).map(x -> x.slice(dim, from, size));
            case TensorOp.Merge(Value a, List<String> dims, String to) -> view(a).flatMap(x -> x.merge(dims, to));
            case TensorOp.Rotate r when isView(r) -> view(r.a()).map(TensorView::unrotated);
            case null, default -> Optional.empty();
        };
    }

    static boolean isView(Op op) {
        return switch (op) {
            case TensorOp.Rename _, TensorOp.Split _, TensorOp.Merge _, TensorOp.Flip _, TensorOp.Slice _ -> true;
            case TensorOp.Rotate r -> r.readsStored();
            default -> false;
        };
    }
}
