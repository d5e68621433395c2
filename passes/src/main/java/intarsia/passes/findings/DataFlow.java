package intarsia.passes.findings;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Which values depend on what memory holds: a run on data of its own says nothing about those. */
final class DataFlow {
    private final Map<Value, Set<Value>> from = new HashMap<>();
    private final Set<Value> dependent = new HashSet<>();

    DataFlow(Kernel k) {
        region(k.body(), Set.of());
        int before;
        do {
            before = dependent.size();
            from.forEach((v, sources) -> {
                if (sources.stream().anyMatch(dependent::contains)) {
                    dependent.add(v);
                }
            });
        } while (dependent.size() > before);
    }

    private void region(Region r, Set<Value> steering) {
        for (Stmt s : r.body()) {
            Set<Value> sources = new HashSet<>(Ops.operands(s.op()));
            sources.addAll(steering);
            Set<Value> inner = new HashSet<>(steering);
            inner.addAll(steers(s.op()));
            for (Region x : Ops.regions(s.op())) {
                sources.addAll(x.yields());
                x.args().forEach(v -> from.computeIfAbsent(v, _ -> new HashSet<>()).addAll(carried(s.op(), x)));
                region(x, inner);
            }
            s.results().forEach(v -> from.computeIfAbsent(v, _ -> new HashSet<>()).addAll(sources));
            if (s.op() instanceof TileOp.Load || s.op() instanceof LaneOp.Ld) {
                dependent.addAll(s.results());
            }
        }
    }

    private static Set<Value> carried(Op op, Region r) {
        Set<Value> all = new HashSet<>(Ops.operands(op));
        all.addAll(r.yields());
        return all;
    }

    private static List<Value> steers(Op op) {
        return switch (op) {
            case CommonOp.If(Value cond, Region _, Region _) -> List.of(cond);
            case CommonOp.For(Value lo, Value hi, Value step, var _, var _) -> List.of(lo, hi, step);
            case CommonOp.While w -> w.test().yields();
            default -> List.of();
        };
    }

    /** Whether where a statement goes, or what it is asked for, depends on data: of a store not the tile that it writes. */
    boolean decides(Stmt s) {
        List<Value> asked = switch (s.op()) {
            case TileOp.Load l -> concat(l.offsets(), l.limits());
            case TileOp.Store t -> concat(t.offsets(), t.limits());
            case TileOp.CopyBegin c -> Stream.of(c.toOffsets(), c.offsets(), c.limits()).flatMap(List::stream).toList();
            case LaneOp.St st -> Stream.concat(Stream.of(st.at().base(), st.at().index()), Stream.concat(st.at().lanes().stream(), st.at().mask().stream())).toList();
            default -> Ops.operands(s.op());
        };
        return asked.stream().anyMatch(dependent::contains);
    }

    private static List<Value> concat(List<Value> a, List<Value> b) {
        return Stream.concat(a.stream(), b.stream()).toList();
    }
}
