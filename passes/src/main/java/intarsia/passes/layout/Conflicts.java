package intarsia.passes.layout;

import intarsia.ir.CommonOp;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Finds demands that no choice can meet: such that do not fit the target, and two that one cluster has. */
final class Conflicts {
    private static final int MOST_DRAWN = 1024;

    private final LayoutGraph graph;
    private final Target target;

    Conflicts(LayoutGraph graph, Target target) {
        this.graph = graph;
        this.target = target;
    }

    void check() {
        graph.clusters.forEach(c -> {
            c.demands.forEach(this::fits);
            c.demands.stream().filter(d -> !d.layout().equals(c.demands.getFirst().layout())).findFirst()
                    .ifPresent(d -> clash(c.demands.getFirst(), d));
        });
    }

    private void fits(Cluster.Demand d) {
        int own = d.layout().size(Axis.LANE);
        boolean known = d.layout().axes().stream().allMatch(Set.of(Axis.LANE, Axis.V)::contains);
        if (!known || own != 1 && own != target.lanes()) {
            throw new LayoutConflictException("layout " + d.layout() + " does not fit " + target.id() + ": wanted axes lane and v, and 1 or "
                    + target.lanes() + " lanes; found axes " + d.layout().axes() + " and " + own + " lanes\n" + Explanation.line(d.by()) + "\n" + drawn(d.layout())
                    + fitting(d.layout()));
        }
    }

    private String fitting(Layout l) {
        return "what would fit: " + Layout.rowMajor(target.lanes(), l.shape());
    }

    /** The shortest way from one to the other: each statement on it ties its tiles together. */
    private void clash(Cluster.Demand a, Cluster.Demand b) {
        List<Stmt> way = way(tile(a.by()), tile(b.by()));
        StringBuilder text = new StringBuilder("two layouts are demanded of tiles that lie alike:\n").append(Explanation.line(a.by())).append('\n')
                .append(drawn(a.layout())).append(Explanation.line(b.by())).append('\n').append(drawn(b.layout())).append("what ties them together:\n");
        way.forEach(s -> text.append(Explanation.line(s)).append('\n'));
        text.append("drop one of the demands, or put a convert before one of these statements: %x: TYPE = convert %tile");
        throw new LayoutConflictException(text.toString());
    }

    private static Value tile(Stmt s) {
        return s.results().getFirst();
    }

    private List<Stmt> way(Value from, Value to) {
        Map<Value, Stmt> by = new HashMap<>();
        Map<Value, Value> back = new HashMap<>(Map.of(from, from));
        Deque<Value> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty() && !back.containsKey(to)) {
            Value at = open.remove();
            for (Stmt s : graph.statements()) {
                List<Value> tied = tied(s);
                if (tied.contains(at)) {
                    tied.stream().filter(v -> back.putIfAbsent(v, at) == null).forEach(v -> {
                        by.put(v, s);
                        open.add(v);
                    });
                }
            }
        }
        List<Stmt> way = new ArrayList<>();
        for (Value v = to; by.containsKey(v); v = Objects.requireNonNull(back.get(v))) {
            way.addFirst(Objects.requireNonNull(by.get(v)));
        }
        return way.stream().distinct().toList();
    }

    /** The tiles that a statement makes lie alike. */
    private List<Value> tied(Stmt s) {
        Stream<Value> all = switch (s.op()) {
            case Op op when Uses.elementwise(op) || Uses.together(op) -> Stream.concat(Ops.operands(op).stream(), s.results().stream());
            case TileOp.Lookup(Value _, Value index, TileType _) -> Stream.of(index, s.result());
            case TileOp.Scan scan -> Stream.of(scan.a(), s.result());
            case TileOp.Dot d when DotPlan.of(d, target).filter(DotPlan.OfLane.class::isInstance).isPresent() -> Stream.of(d.acc(), s.result());
            case TileOp.Sort sort -> Stream.of(sort.a(), s.result());
            case CommonOp.For f -> Stream.concat(f.body().args().stream(), s.results().stream());
            case CommonOp.While w -> Stream.of(w.test().args(), w.body().args(), s.results()).flatMap(List::stream);
            default -> Stream.empty();
        };
        return all.filter(v -> LayoutGraph.isTile(v) && !graph.isFree(v)).toList();
    }

    private static String drawn(Layout l) {
        return (l.elements() > MOST_DRAWN ? l.toString() : l.render()) + "\n";
    }
}
