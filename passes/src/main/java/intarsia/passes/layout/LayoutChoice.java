package intarsia.passes.layout;

import intarsia.ir.Kernel;
import intarsia.ir.Stmt;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The layout of every tile of a kernel on a target: of all choices among the candidates the one of least cost. Cost is what elementwise ops
 * take a slot, loads and stores in the form that the layout allows them, reductions, and conversions on the edges between clusters, each as
 * often as it runs.
 */
public final class LayoutChoice {
    /** Entries of the largest table that exact elimination may make. */
    private static final long WIDEST = 1 << 16;

    private final LayoutGraph graph;
    private final Target target;
    private final AccessRating accesses;
    private final MoveTable moves;
    private final List<List<Layout>> candidates = new ArrayList<>();
    private final List<double[]> alone = new ArrayList<>();
    private int[] chosen = {};
    private double cost;
    private boolean exact = true;

    private LayoutChoice(LayoutGraph graph, Target target, AccessRating accesses) {
        this.graph = graph;
        this.target = target;
        this.accesses = accesses;
        this.moves = new MoveTable(target.lanes(), target.moves());
    }

    /**
     * The choice.
     *
     * @throws LayoutConflictException where demands contradict each other or do not fit the target
     */
    public static LayoutChoice of(Kernel k, Target target, AccessRating accesses) {
        LayoutGraph graph = new LayoutGraph(k, target);
        new Conflicts(graph, target).check();
        Candidates.fill(graph, target);
        LayoutChoice c = new LayoutChoice(graph, target, accesses);
        c.rate();
        new Bound(c).prune();
        c.narrow();
        c.solve();
        return c;
    }

    /** The layout that a tile has where it is defined; nothing where it is made anew at every use. */
    public Optional<Layout> of(Value v) {
        return graph.cluster(v).map(this::layout);
    }

    /** The layout in which a load reads, or a store writes. */
    public Layout of(Stmt access) {
        return layout(Objects.requireNonNull(graph.accessed.get(access)));
    }

    /** Whether a tile costs nothing in any layout, so that every use makes its own. */
    public boolean isFree(Value v) {
        return graph.isFree(v);
    }

    /** The layout of a tile for which no use has a wish. */
    public Layout plain(TileType t) {
        return Layout.rowMajor(target.lanes(), t.dims());
    }

    /** What all of it costs. */
    public double cost() {
        return cost;
    }

    /** Whether no other choice among all candidates costs less; false where some were left out to keep the search small. */
    public boolean isExact() {
        return exact;
    }

    LayoutGraph graph() {
        return graph;
    }

    Target target() {
        return target;
    }

    Layout layout(int cluster) {
        return candidates.get(cluster).get(chosen[cluster]);
    }

    List<Layout> candidates(int cluster) {
        return candidates.get(cluster);
    }

    /** What a cluster costs alone in its i-th candidate. */
    double alone(int cluster, int i) {
        return alone.get(cluster)[i];
    }

    double edge(Edge e, Layout from, Layout to) {
        return e.weight() * moves.cost(e.relation(), from, to);
    }

    /** What an edge's moves are. */
    String plan(Edge e) {
        return moves.plan(e.relation(), layout(e.from()), layout(e.to()));
    }

    private void rate() {
        for (Cluster c : graph.clusters) {
            List<Layout> all = Candidates.of(c);
            candidates.add(all);
            alone.add(all.stream().mapToDouble(l -> cost(c, l)).toArray());
        }
    }

    private double cost(Cluster c, Layout l) {
        return c.operations * l.size(Axis.V) + c.accesses.stream().mapToDouble(s -> c.weight * accesses.of(s.op(), l)).sum();
    }

    /** Where elimination would need too large a table, the candidates that are dearest alone go. */
    private void narrow() {
        List<int[]> pairs = graph.edges.stream().map(e -> new int[] {e.from(), e.to()}).toList();
        for (int most = candidates.stream().mapToInt(List::size).max().orElse(1); most > 1; most--) {
            if (Elimination.width(sizes(), pairs, WIDEST) <= WIDEST) {
                return;
            }
            exact = false;
            for (int c = 0; c < candidates.size(); c++) {
                keep(c, most - 1);
            }
        }
    }

    private void keep(int cluster, int most) {
        double[] costs = alone.get(cluster);
        keep(cluster, IntStream.range(0, costs.length).boxed().sorted(Comparator.comparingDouble(i -> costs[i])).limit(most).sorted()
                .mapToInt(Integer::intValue).toArray());
    }

    /** Leaves a cluster these of its candidates, in this order. */
    void keep(int cluster, int[] kept) {
        List<Layout> all = candidates.get(cluster);
        double[] costs = alone.get(cluster);
        candidates.set(cluster, IntStream.of(kept).mapToObj(all::get).toList());
        alone.set(cluster, IntStream.of(kept).mapToDouble(i -> costs[i]).toArray());
    }

    private int[] sizes() {
        return candidates.stream().mapToInt(List::size).toArray();
    }

    private void solve() {
        Elimination e = new Elimination(sizes());
        for (int c = 0; c < candidates.size(); c++) {
            e.add(c, alone.get(c));
        }
        graph.edges.forEach(x -> e.add(x.from(), x.to(), table(x)));
        chosen = e.solve();
        cost = e.cost();
    }

    private double[][] table(Edge e) {
        return candidates.get(e.from()).stream().map(a -> candidates.get(e.to()).stream().mapToDouble(b -> edge(e, a, b)).toArray()).toArray(double[][]::new);
    }
}
