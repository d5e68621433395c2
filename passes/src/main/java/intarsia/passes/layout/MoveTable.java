package intarsia.passes.layout;

import intarsia.ir.device.MoveCosts;
import intarsia.ir.layout.Layout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What moves cost on a target, each worked out once for all kernels: few layouts come up again and again. Safe for threads. */
final class MoveTable {
    private static final Map<Warp, MoveTable> ALL = new ConcurrentHashMap<>();
    /** A table that has so many entries is emptied. */
    private static final int MOST_KEPT = 1 << 15;

    private final Warp warp;
    private final Map<Move, Double> moves = new ConcurrentHashMap<>();
    private final Map<Layout, Placement> placements = new ConcurrentHashMap<>();

    private record Warp(int lanes, MoveCosts costs) {
    }

    private record Move(Relation relation, Layout from, Layout to) {
    }

    private MoveTable(Warp warp) {
        this.warp = warp;
    }

    /** The table of all targets with these costs. */
    static MoveTable of(int lanes, MoveCosts costs) {
        return ALL.computeIfAbsent(new Warp(lanes, costs), MoveTable::new);
    }

    /** Of an edge whose operand and result lie so. */
    double cost(Relation relation, Layout from, Layout to) {
        return switch (relation) {
            case Relation.Same _ -> conversion(from, to);
            case Relation.Broadcast b -> conversion(from, b.wanted(to));
            case Relation.Factor f -> conversion(from, f.wanted(to));
            case Relation.Reduce _ -> known(new Move(relation, from, to));
            case Relation.Transpose _, Relation.Reshape _ -> relation.image(from).map(l -> conversion(l, to)).orElseGet(() -> known(new Move(relation, from, to)));
        };
    }

    private double conversion(Layout from, Layout to) {
        return ConversionPlan.isFree(from, to) ? 0 : known(new Move(new Relation.Same(), from, to));
    }

    private double known(Move m) {
        Double known = moves.get(m);
        if (known == null) {
            known = rated(m);
            if (moves.size() >= MOST_KEPT) {
                moves.clear();
            }
            moves.put(m, known);
        }
        return known;
    }

    private double rated(Move m) {
        return switch (m.relation) {
            case Relation.Reduce r -> reduce(r, m.from, m.to).cost();
            case Relation.Same _ -> between(m.from, m.to).cost();
            case Relation.Broadcast _, Relation.Factor _, Relation.Transpose _, Relation.Reshape _ -> between(at(m.from), at(m.to)).cost();
        };
    }

    /** The moves in words. */
    String plan(Relation relation, Layout from, Layout to) {
        return switch (relation) {
            case Relation.Broadcast b -> between(from, b.wanted(to)).toString();
            case Relation.Factor f -> between(from, f.wanted(to)).toString();
            case Relation.Reduce r -> reduce(r, from, to).toString();
            case Relation.Same _, Relation.Transpose _, Relation.Reshape _ ->
                relation.image(from).map(l -> between(l, to)).orElseGet(() -> between(at(from), at(to))).toString();
        };
    }

    private ReducePlan reduce(Relation.Reduce r, Layout from, Layout to) {
        return ReducePlan.of(at(from), from.shape(), r.dim(), at(to), warp.costs);
    }

    private ConversionPlan between(Layout from, Layout to) {
        return ConversionPlan.between(from, at(from), to, at(to), warp.costs);
    }

    private ConversionPlan between(Placement from, Placement to) {
        return ConversionPlan.between(from, to, warp.costs);
    }

    private Placement at(Layout l) {
        if (placements.size() >= MOST_KEPT >> 5) {
            placements.clear();
        }
        return placements.computeIfAbsent(l, x -> Placement.of(x, warp.lanes));
    }
}
