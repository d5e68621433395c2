package intarsia.passes.layout;

import intarsia.ir.device.Target;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The layouts among which each cluster chooses: what a demand says; runs of each dimension on the lanes; every element in every lane; and what
 * the candidates of neighbours come to through the ops between.
 */
final class Candidates {
    private static final int MOST = 12;
    private static final int ROUNDS = 4;
    /** Elements of a lane that lie end to end, in words of 32 bits of 8 to 32 bits each. */
    private static final List<Integer> RUNS = List.of(4, 2, 8, 16);
    /** Slots against the fewest that hold the tile. */
    private static final int MOST_TIMES = 4;
    /** Tiles of at most so many elements may lie whole in every lane. */
    private static final int MOST_COPIED = 64;
    private static final Set<Axis> WARP = Set.of(Axis.LANE, Axis.V);

    private final LayoutGraph graph;
    private final int lanes;
    private final boolean runs;
    /** By edge: of the candidates of its two ends, those from the first on that have been carried over it. */
    private final int[] forth;
    private final int[] back;

    private Candidates(LayoutGraph graph, Target target) {
        this.graph = graph;
        this.lanes = target.lanes();
        this.runs = target.mostWords() > 0;
        this.forth = new int[graph.edges.size()];
        this.back = new int[graph.edges.size()];
    }

    static void fill(LayoutGraph graph, Target target) {
        Candidates c = new Candidates(graph, target);
        graph.clusters.forEach(c::seed);
        boolean more = true;
        for (int i = 0; i < ROUNDS && more; i++) {
            more = c.spread();
        }
    }

    private void seed(Cluster c) {
        if (c.isPinned()) {
            c.candidates.add(c.demands.getFirst().layout());
            return;
        }
        c.candidates.add(Layout.rowMajor(lanes, c.shape)); // however many slots it takes: every tile has one
        if (!c.accesses.isEmpty()) {
            IntStream.range(0, c.shape.length).forEach(d -> add(c, along(d, c.shape)));
            if (runs) {
                RUNS.forEach(run -> run(c, run));
            }
        }
        if (Arrays.stream(c.shape).reduce(1, (a, b) -> a * b) <= MOST_COPIED) {
            add(c, Layout.local(c.shape));
        }
    }

    /** Every lane has a run along the last dimension, which threads load at once. */
    private void run(Cluster c, int run) {
        int last = c.shape.length - 1;
        if (last >= 0 && c.shape[last] % run == 0) {
            int[] outer = c.shape.clone();
            outer[last] /= run;
            int[] inner = new int[c.shape.length];
            Arrays.fill(inner, 1);
            inner[last] = run;
            add(c, Layout.rowMajor(lanes, outer).times(Layout.local(inner)));
        }
    }

    /** Lanes run along one dimension first, then along the others as in memory. */
    private Layout along(int dim, int[] shape) {
        int[] order = IntStream.concat(IntStream.range(0, shape.length).filter(d -> d != dim), IntStream.of(dim)).toArray();
        int[] back = new int[order.length];
        IntStream.range(0, order.length).forEach(i -> back[order[i]] = i);
        return Layout.rowMajor(lanes, Arrays.stream(order).map(d -> shape[d]).toArray()).permute(back);
    }

    /** Carries new candidates over every edge; whether a cluster got any. */
    private boolean spread() {
        int before = count();
        for (int i = 0; i < graph.edges.size(); i++) {
            spread(i);
        }
        return count() > before;
    }

    private int count() {
        int n = 0;
        for (Cluster c : graph.clusters) {
            n += c.candidates.size();
        }
        return n;
    }

    private void spread(int edge) {
        Edge e = graph.edges.get(edge);
        Cluster from = graph.clusters.get(e.from());
        Cluster to = graph.clusters.get(e.to());
        for (int n = to.candidates.size(); back[edge] < n && isOpen(from); back[edge]++) {
            e.relation().sources(to.candidates.get(back[edge])).forEach(x -> add(from, x));
        }
        for (int n = from.candidates.size(); forth[edge] < n && isOpen(to); forth[edge]++) {
            Layout l = from.candidates.get(forth[edge]);
            e.relation().image(l).ifPresent(x -> add(to, x));
            if (e.relation() instanceof Relation.Broadcast b) {
                b.results(l).forEach(x -> add(to, x));
            }
        }
    }

    private static boolean isOpen(Cluster c) {
        return !c.isPinned() && c.candidates.size() < MOST;
    }

    private void add(Cluster c, Layout l) {
        if (isOpen(c)) {
            whole(l).filter(this::isSmall).filter(x -> !c.candidates.contains(x)).ifPresent(c.candidates::add);
        }
    }

    /** Copies cost code as well as time, and a method of the JVM holds only so much. */
    private boolean isSmall(Layout l) {
        int fewest = Math.ceilDiv(l.elements(), lanes);
        return l.size(Axis.V) <= Math.max(MOST_COPIED, MOST_TIMES * fewest);
    }

    /** A layout of all lanes: where it has fewer they are filled with copies; what needs more, or other axes, is none. */
    private Optional<Layout> whole(Layout l) {
        int own = l.size(Axis.LANE);
        if (!WARP.containsAll(l.axes()) || lanes % own != 0) {
            return Optional.empty();
        }
        return Optional.of(own == lanes ? l : Layout.replica(Axis.LANE, lanes / own).times(l));
    }
}
