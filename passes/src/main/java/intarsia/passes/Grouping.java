package intarsia.passes;

import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.Value;
import intarsia.ir.type.BlockFormat;
import intarsia.passes.Reason.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which tensors get memory, and so which ops share a kernel. A group has one anchor: a contraction, a cascade, an append
 * or none; maps that feed it are computed where they are read unless that repeats work; one map that follows a
 * contraction is its epilogue.
 */
final class Grouping {
    /** One kernel to be: what it computes, and by which anchor. */
    record Group(Value result, Anchor anchor, Optional<TensorOp.Append> append) {
        /** Whether its kernel reads a tensor from memory, and does not compute it. */
        boolean reads(Graph g, Value v) {
            return g.view(v).isPresent() && (append.isPresent() || !v.equals(result));
        }
    }

    /** What a group is built around. */
    sealed interface Anchor {
        /** A contraction, whose result the group's expression follows. */
        record Contraction(Value product) implements Anchor {
        }

        record Cascade(AttentionPattern pattern) implements Anchor {
        }

        /** Maps, gathers and folds alone. */
        record Elementwise() implements Anchor {
        }
    }

    private final Graph g;
    private final Map<Value, AttentionPattern> cascades = new HashMap<>();
    private final Set<Value> inCascade = new HashSet<>();
    /** Contractions that are computed with a map that follows them: by the map. */
    private final Map<Value, Value> absorbed = new HashMap<>();
    private final Map<Value, Reason> reasons = new HashMap<>();

    private Grouping(Graph g) {
        this.g = g;
    }

    /** The groups of a graph; the tensors that get memory are marked in it. */
    static Grouping of(Graph g) {
        Grouping x = new Grouping(g);
        x.findCascades();
        x.mark();
        return x;
    }

    /** Why a tensor that a group computes, or a state, has memory. */
    Optional<Reason> reason(Value v) {
        boolean state = g.param(v).filter(p -> p.access() == Param.Access.INOUT).isPresent();
        return state ? Optional.of(new Reason(Cause.STATE)) : Optional.ofNullable(reasons.get(v));
    }

    private void findCascades() {
        for (Stmt s : g.kernel().body().body()) {
            s.results().forEach(v -> AttentionPattern.at(g, v).ifPresent(p -> {
                cascades.put(v, p);
                inCascade.addAll(p.inside());
                walk(p.values(), p.position().name());
                walk(((TensorOp.Contract) g.definition(p.products()).orElseThrow()).b(), p.position().name());
            }));
        }
    }

    /** A state that a cascade reads is stored so that the positions of one head follow one another. */
    private void walk(Value v, String position) {
        Value from = g.definition(v).orElse(null) instanceof TensorOp.Gather gather ? gather.table() : v;
        boolean state = g.param(g.root(from)).filter(p -> p.access() == Param.Access.INOUT).isPresent();
        if (state && ((TensorType) g.root(from).type()).indexOf(position) >= 0) {
            g.walk(from, position);
        }
    }

    /** From the last op to the first, so that what uses a tensor is decided before it. */
    private void mark() {
        RunsAlong runs = new RunsAlong(g, absorbed::containsValue, v -> inCascade.contains(v) || cascades.containsKey(v));
        for (Stmt s : g.kernel().body().body().reversed()) {
            for (Value v : s.results()) {
                Optional<Reason> why = inCascade.contains(v) ? Optional.empty() : needsMemory(v, s.op()).or(() -> crosses(v, s, runs));
                why.ifPresent(reason -> {
                    g.store(v);
                    reasons.put(v, reason);
                    if (s.op() instanceof TensorOp.Map m && !cascades.containsKey(v)) {
                        absorb(v, m);
                    }
                });
            }
        }
        for (Stmt s : g.kernel().body().body()) {
            for (Value v : s.results()) {
                if (s.op() instanceof TensorOp.Contract && !inCascade.contains(v) && !absorbed.containsKey(v)) {
                    g.store(v);
                    reasons.putIfAbsent(v, new Reason(Cause.NO_MAP));
                }
            }
        }
    }

    private Optional<Reason> needsMemory(Value v, Op op) {
        if (op instanceof TensorOp.Append || Graph.isView(op)) {
            return Optional.empty();
        }
        if (ends(v, op).isPresent()) {
            return ends(v, op).map(Reason::new);
        }
        if (op instanceof TensorOp.Index || op instanceof TensorOp.Contract) {
            return Optional.empty();
        }
        List<Stmt> users = g.users(v);
        Optional<Stmt> reader = users.stream().filter(u -> readsInFull(u, v)).findFirst();
        if (reader.isPresent()) {
            return Optional.of(new Reason(Cause.READ_AGAIN, "by " + Ops.mnemonic(reader.get().op())));
        }
        boolean computed = op instanceof TensorOp.Map || op instanceof TensorOp.Convert || op instanceof TensorOp.Fold || op instanceof TensorOp.Gather;
        return computed && users.size() > 1 ? Optional.of(new Reason(Cause.SEVERAL_USERS, users.size() + " ops")) : Optional.empty();
    }

    /** Why a tensor ends a group whoever reads it. Tables of rotary embeddings are made with the plan and end none, but have memory. */
    private Optional<Cause> ends(Value v, Op op) {
        if (g.yielded(v)) {
            return Optional.of(Cause.RESULT);
        }
        if (cascades.containsKey(v)) {
            return Optional.of(Cause.CASCADE);
        }
        if (quantises(op)) {
            return Optional.of(Cause.BLOCKS);
        }
        return switch (op) {
            case TensorOp.Rope _ -> Optional.of(Cause.READ_AGAIN);
            case TensorOp.Rotate _ -> Optional.of(Cause.ROTATION);
            case TensorOp.Scan _ -> Optional.of(Cause.SCAN);
            default -> Optional.empty();
        };
    }

    private Optional<Reason> crosses(Value v, Stmt s, RunsAlong runs) {
        if (choosesMatrix(v, s.op())) {
            return Optional.empty();
        }
        List<String> crossed = runs.crossed(v, RunsAlong.single(s));
        return crossed.isEmpty() ? Optional.empty() : Optional.of(new Reason(Cause.CROSSES_TILES, String.join(", ", crossed)));
    }

    /** Blocks are made by the kernel that writes them. */
    private static boolean quantises(Op op) {
        return op instanceof TensorOp.Convert(Value _, TensorType to) && to.format() instanceof BlockFormat;
    }

    /** Whether a user reads a tensor again and again, or in an order that only memory has. */
    private boolean readsInFull(Stmt user, Value v) {
        return switch (user.op()) {
            case TensorOp.Contract c -> !(g.definition(v).orElse(null) instanceof TensorOp.Gather from && (inCascade.contains(user.results().getFirst()) || chooses(c, v, from)));
            case TensorOp.Rename _ -> g.users(user.results().getFirst()).stream().anyMatch(u -> readsInFull(u, user.results().getFirst()));
            case TensorOp.Rotate r when Graph.isView(r) -> g.users(user.results().getFirst()).stream().anyMatch(u -> readsInFull(u, user.results().getFirst()));
            case TensorOp.Split _, TensorOp.Merge _, TensorOp.Flip _, TensorOp.Slice _ -> true;
            case TensorOp.Gather gather -> gather.table().equals(v) || gather.index().equals(v);
            default -> false;
        };
    }

    /** Whether all that read a gather are contractions, which read the matrix where it is. */
    private boolean choosesMatrix(Value v, Op op) {
        return op instanceof TensorOp.Gather from && g.users(v).stream().allMatch(u -> u.op() instanceof TensorOp.Contract c && chooses(c, v, from));
    }

    /** Whether a gather picks the matrix that a contraction reads as it is: by indices that are none of its rows. */
    private boolean chooses(TensorOp.Contract c, Value v, TensorOp.Gather from) {
        TensorType table = (TensorType) from.table().type();
        return c.b().equals(v) && g.view(from.table()).isPresent() && table.indexOf(from.dim()) < table.dims().size() - 2;
    }

    /** The last contraction among the inputs of a stored map, used nowhere else and of the same dimensions. */
    private void absorb(Value v, TensorOp.Map m) {
        boolean taken = false;
        for (Value input : m.inputs().reversed()) {
            if (g.definition(input).orElse(null) instanceof TensorOp.Contract && !absorbed.containsKey(input)) {
                Optional<Cause> why = apart(input, m, taken);
                why.ifPresentOrElse(cause -> reasons.put(input, new Reason(cause)), () -> absorbed.put(input, v));
                taken |= why.isEmpty();
            }
        }
    }

    /** Why a contraction is not computed with a map that reads it. */
    private Optional<Cause> apart(Value product, TensorOp.Map m, boolean taken) {
        if (taken) {
            return Optional.of(Cause.ANCHOR_TAKEN);
        }
        if (g.uses(product) != 1) {
            return Optional.of(Cause.USED_ELSEWHERE);
        }
        return ((TensorType) product.type()).dims().equals(m.type().dims()) ? Optional.empty() : Optional.of(Cause.OTHER_SIZES);
    }

    /** In the order of the graph. */
    List<Group> groups() {
        Map<Value, Value> anchors = new HashMap<>();
        absorbed.forEach((product, map) -> anchors.put(map, product));
        List<Group> groups = new ArrayList<>();
        for (Stmt s : g.kernel().body().body()) {
            if (s.op() instanceof TensorOp.Append a) {
                groups.add(new Group(a.value(), new Anchor.Elementwise(), Optional.of(a)));
                continue;
            }
            for (Value v : s.results()) {
                if (g.stored(v) && !(s.op() instanceof TensorOp.Rope)) {
                    groups.add(new Group(v, anchor(v, s.op(), anchors), Optional.empty()));
                }
            }
        }
        return groups;
    }

    private Anchor anchor(Value v, Op op, Map<Value, Value> anchors) {
        if (cascades.containsKey(v)) {
            return new Anchor.Cascade(java.util.Objects.requireNonNull(cascades.get(v)));
        }
        if (op instanceof TensorOp.Contract) {
            return new Anchor.Contraction(v);
        }
        Value product = anchors.get(v);
        return product != null ? new Anchor.Contraction(product) : new Anchor.Elementwise();
    }
}
