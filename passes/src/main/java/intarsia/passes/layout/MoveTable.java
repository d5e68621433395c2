package intarsia.passes.layout;

import intarsia.ir.device.MoveCosts;
import intarsia.ir.layout.Layout;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What moves cost on a target, each worked out once. */
final class MoveTable {
    /** Conversions of all kernels so far: few layouts come up again and again. Emptied when it is full. */
    private static final Map<Ends, Double> CONVERSIONS = new ConcurrentHashMap<>();
    private static final int MOST_KEPT = 1 << 16;

    private final int lanes;
    private final MoveCosts costs;
    private final Map<Move, Double> moves = new HashMap<>();
    private final Map<Layout, Placement> placements = new HashMap<>();

    private record Ends(Layout from, Layout to, int lanes, MoveCosts costs) {
    }

    private record Move(Relation relation, Layout from, Layout to) {
    }

    MoveTable(int lanes, MoveCosts costs) {
        this.lanes = lanes;
        this.costs = costs;
    }

    /** Of an edge whose operand and result lie so. */
    double cost(Relation relation, Layout from, Layout to) {
        Move move = new Move(relation, from, to);
        Double known = moves.get(move);
        if (known == null) {
            known = rated(relation, from, to);
            moves.put(move, known);
        }
        return known;
    }

    private double rated(Relation relation, Layout from, Layout to) {
        return switch (relation) {
            case Relation.Broadcast b -> conversion(from, b.wanted(to));
            case Relation.Reduce r -> ReducePlan.of(at(from), from.shape(), r.dim(), at(to), costs).cost();
            case Relation.Same _, Relation.Transpose _, Relation.Reshape _ ->
                relation.image(from).map(l -> conversion(l, to)).orElseGet(() -> ConversionPlan.between(at(from), at(to), costs).cost());
        };
    }

    /** The moves in words. */
    String plan(Relation relation, Layout from, Layout to) {
        return switch (relation) {
            case Relation.Broadcast b -> ConversionPlan.between(from, b.wanted(to), lanes, costs).toString();
            case Relation.Reduce r -> ReducePlan.of(at(from), from.shape(), r.dim(), at(to), costs).toString();
            case Relation.Same _, Relation.Transpose _, Relation.Reshape _ -> relation.image(from).map(l -> ConversionPlan.between(l, to, lanes, costs))
                    .orElseGet(() -> ConversionPlan.between(at(from), at(to), costs)).toString();
        };
    }

    private double conversion(Layout from, Layout to) {
        if (from.equals(to)) {
            return 0;
        }
        if (CONVERSIONS.size() >= MOST_KEPT) {
            CONVERSIONS.clear();
        }
        return CONVERSIONS.computeIfAbsent(new Ends(from, to, lanes, costs), e -> ConversionPlan.between(e.from, e.to, e.lanes, e.costs).cost());
    }

    private Placement at(Layout l) {
        return placements.computeIfAbsent(l, _ -> Placement.of(l, lanes));
    }
}
