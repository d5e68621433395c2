package intarsia.passes.layout;

import intarsia.ir.Kernel;
import intarsia.ir.Stmt;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final List<Domain> domains = new ArrayList<>();
    private final List<EdgeCosts> edges = new ArrayList<>();
    private int[] chosen = {};
    private double cost;
    private boolean exact = true;

    private LayoutChoice(LayoutGraph graph, Target target, AccessRating accesses) {
        this.graph = graph;
        this.target = target;
        this.accesses = accesses;
        this.moves = MoveTable.of(target.lanes(), target.moves());
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
        new Bound(graph.clusters.size(), c.domains, c.edges).prune();
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
        return domains.get(cluster).layout(chosen[cluster]);
    }

    /** The candidates of a cluster, those left out among them. */
    Domain domain(int cluster) {
        return domains.get(cluster);
    }

    /** What edges cost by the candidates of their ends. */
    List<EdgeCosts> edges() {
        return edges;
    }

    /** What the moves of an edge cost. */
    double cost(EdgeCosts e) {
        return e.at(chosen[e.edge().from()], chosen[e.edge().to()]);
    }

    /** What an edge's moves are. */
    String plan(Edge e) {
        return moves.plan(e.relation(), layout(e.from()), layout(e.to()));
    }

    private void rate() {
        for (Cluster c : graph.clusters) {
            List<Layout> all = List.copyOf(c.candidates);
            domains.add(new Domain(all, all.stream().mapToDouble(l -> cost(c, l)).toArray()));
        }
        Map<Ends, double[][]> tables = new HashMap<>();
        for (Edge e : graph.edges) {
            Domain from = domains.get(e.from());
            Domain to = domains.get(e.to());
            double[][] known = tables.computeIfAbsent(new Ends(e.relation(), from.layouts(), to.layouts()), x -> EdgeCosts.unknown(x.from.size(), x.to.size()));
            edges.add(new EdgeCosts(e, from, to, moves, known));
        }
    }

    /** What the moves of an edge depend on. */
    private record Ends(Relation relation, List<Layout> from, List<Layout> to) {
    }

    private double cost(Cluster c, Layout l) {
        double cost = c.fixed + c.operations * l.size(Axis.V);
        for (Stmt s : c.accesses) {
            cost += c.weight * accesses.of(s.op(), l);
        }
        return cost;
    }

    /** Where elimination would need too large a table, the candidates that are dearest alone go. */
    private void narrow() {
        List<int[]> pairs = graph.edges.stream().map(e -> new int[] {e.from(), e.to()}).toList();
        for (int most = IntStream.of(sizes()).max().orElse(1); most > 1; most--) {
            if (VariableElimination.width(sizes(), pairs, WIDEST) <= WIDEST) {
                return;
            }
            exact = false;
            for (Domain d : domains) {
                d.keep(IntStream.of(d.kept()).boxed().sorted(Comparator.comparingDouble(d::alone)).limit(most - 1).sorted().mapToInt(Integer::intValue).toArray());
            }
        }
    }

    private int[] sizes() {
        return domains.stream().mapToInt(d -> d.kept().length).toArray();
    }

    private void solve() {
        VariableElimination e = new VariableElimination(sizes());
        for (int c = 0; c < domains.size(); c++) {
            e.add(c, IntStream.of(domains.get(c).kept()).mapToDouble(domains.get(c)::alone).toArray());
        }
        edges.forEach(x -> e.add(x.edge().from(), x.edge().to(), x.table()));
        chosen = e.solve();
        Arrays.setAll(chosen, c -> domains.get(c).kept()[chosen[c]]);
        cost = e.cost();
    }
}
