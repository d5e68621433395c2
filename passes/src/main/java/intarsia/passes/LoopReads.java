package intarsia.passes;

import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The loops along one dimension that a group's ops ask for, and the tensors in memory that each reads: a loop for every reduction
 * along it, and one for what follows the last. A loop that needs the result of a reduction begins a stage after that one's; loops of
 * one stage could be one loop (the passes of FuseMax, arXiv 2406.10491).
 */
final class LoopReads {
    /** One loop. Tensors are as it sees them: views, and what it gathers. */
    static final class Loop {
        /** Each with the tensor whose memory it is. */
        final Map<Value, Value> reads = new LinkedHashMap<>();
        /** Those that vary along the dimension. */
        final Set<Value> along = new HashSet<>();
        /** Reductions that are done before it, one after another. */
        int stage;
    }

    private final Graph graph;
    private final Grouping.Group group;
    private final List<Loop> loops = new ArrayList<>();
    private final Map<Value, Loop> reductions = new HashMap<>();

    private LoopReads(Graph graph, Grouping.Group group) {
        this.graph = graph;
        this.group = group;
    }

    /** The loops of a group along a dimension of that name. */
    static List<Loop> of(Graph graph, Grouping.Group group, String dim) {
        LoopReads r = new LoopReads(graph, group);
        Loop last = new Loop();
        r.loops.add(last);
        group.append().ifPresent(a -> a.indices().forEach(i -> r.visit(i, dim, last)));
        last.stage = r.visit(group.result(), dim, last);
        return r.loops;
    }

    /** Adds what a loop reads for a tensor; the stage at which its reductions let that begin. */
    private int visit(Value v, String dim, Loop in) {
        if (group.reads(graph, v)) {
            return leaf(v, v, dim, in);
        }
        Optional<Op> op = graph.definition(v);
        return switch (op.orElse(null)) {
            case TensorOp.Fold f when f.dim().equals(dim) -> reduction(v, op.get(), dim);
            case TensorOp.Contract c when c.summed().stream().map(Dim::name).anyMatch(dim::equals) -> reduction(v, c, dim);
            case TensorOp.Rename(Value a, String from, String to) -> visit(a, dim.equals(to) ? from : dim.equals(from) ? "" : dim, in);
            case TensorOp.Gather g when group.reads(graph, g.table()) -> Math.max(visit(g.index(), dim, in), leaf(v, g.table(), dim, in));
            case null -> 0;
            case Op other -> operands(other, dim, in);
        };
    }

    private int operands(Op op, String dim, Loop in) {
        return Ops.operands(op).stream().mapToInt(x -> visit(x, dim, in)).max().orElse(0);
    }

    private int leaf(Value v, Value memory, String dim, Loop in) {
        in.reads.put(v, graph.view(memory).orElseThrow().root());
        if (((TensorType) v.type()).indexOf(dim) >= 0) {
            in.along.add(v);
        }
        return 0;
    }

    private int reduction(Value v, Op op, String dim) {
        Loop l = reductions.get(v);
        if (l == null) {
            l = new Loop();
            reductions.put(v, l);
            loops.add(l);
            l.stage = operands(op, dim, l);
        }
        return l.stage + 1;
    }
}
