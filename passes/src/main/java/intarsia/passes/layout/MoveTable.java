package intarsia.passes.layout;

import intarsia.ir.device.MoveCosts;
import intarsia.ir.layout.Layout;
import java.util.HashMap;
import java.util.Map;

/** What moves cost on a target, each worked out once. */
final class MoveTable {
    private final int lanes;
    private final MoveCosts costs;
    private final Map<Ends, Double> conversions = new HashMap<>();
    private final Map<Ends, Double> gathers = new HashMap<>();
    private final Map<Reduction, Double> reductions = new HashMap<>();
    private final Map<Layout, Placement> placements = new HashMap<>();

    private record Ends(Layout from, Layout to) {
    }

    private record Reduction(Layout from, int dim, Layout to) {
    }

    MoveTable(int lanes, MoveCosts costs) {
        this.lanes = lanes;
        this.costs = costs;
    }

    /** Of an edge whose operand and result lie so. */
    double cost(Relation relation, Layout from, Layout to) {
        return switch (relation) {
            case Relation.Broadcast b -> conversion(from, b.wanted(to));
            case Relation.Reduce r -> reductions.computeIfAbsent(new Reduction(from, r.dim(), to), x ->
                    ReducePlan.of(at(from), r.shape(), r.dim(), at(to), costs).cost());
            case Relation.Same _, Relation.Transpose _, Relation.Reshape _ ->
                relation.image(from).map(l -> conversion(l, to)).orElseGet(() -> gather(from, to));
        };
    }

    /** The moves in words. */
    String plan(Relation relation, Layout from, Layout to) {
        return switch (relation) {
            case Relation.Broadcast b -> ConversionPlan.between(from, b.wanted(to), lanes, costs).toString();
            case Relation.Reduce r -> ReducePlan.of(at(from), r.shape(), r.dim(), at(to), costs).toString();
            case Relation.Same _, Relation.Transpose _, Relation.Reshape _ -> relation.image(from).map(l -> ConversionPlan.between(l, to, lanes, costs))
                    .orElseGet(() -> ConversionPlan.between(at(from), at(to), costs)).toString();
        };
    }

    private double conversion(Layout from, Layout to) {
        if (from.equals(to)) {
            return 0;
        }
        return conversions.computeIfAbsent(new Ends(from, to), _ -> ConversionPlan.between(from, to, lanes, costs).cost());
    }

    /** Between layouts of different shapes with the same row-major order. */
    private double gather(Layout from, Layout to) {
        return gathers.computeIfAbsent(new Ends(from, to), _ -> ConversionPlan.between(at(from), at(to), costs).cost());
    }

    private Placement at(Layout l) {
        return placements.computeIfAbsent(l, _ -> Placement.of(l, lanes));
    }
}
