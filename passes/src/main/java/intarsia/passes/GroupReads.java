package intarsia.passes;

import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Stmt;
import intarsia.ir.Symbols;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.Value;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.PlanBuffer.Role;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the kernel of a group computes and reads. */
final class GroupReads {
    /**
     * How a kernel reads a tensor in memory.
     *
     * @param views  what it sees of it: all, parts, or what it gathers
     * @param bytes  of one pass
     * @param passes how often it goes over them
     * @param staged how often it would have to, were each reduction done before what needs it begins, and those of one stage together
     */
    record Read(Value root, Set<Value> views, long bytes, int passes, int staged) {
    }

    private final Graph graph;
    private final Grouping.Group group;
    private final Symbols sizes;
    /** The ops that it computes, by result. */
    private final Map<Value, Op> inside = new LinkedHashMap<>();

    GroupReads(Graph graph, Grouping.Group group, Symbols sizes) {
        this.graph = graph;
        this.group = group;
        this.sizes = sizes;
        collect(group.result());
    }

    private void collect(Value v) {
        if (!group.reads(graph, v) && !inside.containsKey(v) && graph.definition(v).isPresent()) {
            Op op = graph.definition(v).get();
            inside.put(v, op);
            Ops.operands(op).forEach(this::collect);
        }
    }

    /** The ops in the order of the graph. */
    List<String> ops() {
        return graph.kernel().body().body().stream()
                .filter(s -> s.results().stream().anyMatch(inside::containsKey) || group.append().filter(s.op()::equals).isPresent())
                .map(Stmt::op).map(Ops::mnemonic).toList();
    }

    /** The tensors that it reads, in the order in which its loops come to them. */
    List<Read> reads() {
        Map<Value, Set<Value>> views = new LinkedHashMap<>();
        LoopReads.of(graph, group, "").forEach(l -> l.reads.forEach((v, root) -> views.computeIfAbsent(root, r -> new LinkedHashSet<>()).add(v)));
        return views.entrySet().stream().map(e -> read(e.getKey(), e.getValue())).sorted(Comparator.comparingInt(r -> r.root().id())).toList();
    }

    private Read read(Value root, Set<Value> views) {
        int passes = 1;
        int staged = 1;
        for (String dim : reduced()) {
            List<LoopReads.Loop> loops = LoopReads.of(graph, group, dim).stream().filter(l -> l.along.stream().anyMatch(views::contains)).toList();
            passes = Math.max(passes, loops.size());
            staged = Math.max(staged, (int) loops.stream().mapToInt(l -> l.stage).distinct().count());
        }
        boolean online = group.anchor() instanceof Grouping.Anchor.Cascade;
        return new Read(root, views, touched(graph, root, views, sizes), online ? 1 : passes, staged);
    }

    private Set<String> reduced() {
        Set<String> dims = new HashSet<>();
        inside.values().forEach(op -> {
            switch (op) {
                case TensorOp.Fold f -> dims.add(f.dim());
                case TensorOp.Contract c -> c.summed().stream().map(Dim::name).forEach(dims::add);
                default -> { }
            }
        });
        return dims;
    }

    /** Bytes that all of some views of one tensor reach, where parts do not overlap. */
    static long touched(Graph graph, Value root, Set<Value> views, Symbols sizes) {
        long all = bytes(graph.memory(root).type(), sizes);
        return Math.min(all, views.stream().mapToLong(v -> bytes((TensorType) v.type(), sizes)).sum());
    }

    /** What it writes: its result, or as much of a state as it appends. */
    long written() {
        TensorType t = (TensorType) group.result().type();
        return bytes(group.append().map(a -> t.withFormat(((TensorType) a.state().type()).format())).orElse(t), sizes);
    }

    static long bytes(TensorType t, Symbols sizes) {
        return new PlanBuffer("", Role.TEMP, t.format(), t.shape(), Optional.empty(), 0, Optional.empty()).bytes(sizes);
    }
}
