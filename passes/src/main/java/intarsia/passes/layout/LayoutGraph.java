package intarsia.passes.layout;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tiles of a kernel in clusters, and the edges between them. A cluster is what elementwise ops and loops tie together; the tile of a load
 * or store is a cluster of its own, so that it may move in the layout that suits memory and change afterwards.
 */
final class LayoutGraph {
    /** Trips of a loop whose number is not known. */
    private static final double TRIPS = 16;
    /** Operations of the rounds of a random word, about. */
    private static final double ROUNDS = 100;
    private static final double MOST_WEIGHT = 1e6;

    final List<Cluster> clusters = new ArrayList<>();
    final List<Edge> edges = new ArrayList<>();
    /** The cluster of a load's tile as memory has it, or of a store's. */
    final IdentityHashMap<Stmt, Integer> accessed = new IdentityHashMap<>();
    private final Target target;
    private final Map<Value, Value> parent = new HashMap<>();
    private final Map<Value, Stmt> definitions = new LinkedHashMap<>();
    private final Map<Value, Integer> number = new HashMap<>();

    LayoutGraph(Kernel k, Target target) {
        this.target = target;
        Ops.walk(k.body(), _ -> { }, s -> s.results().forEach(v -> definitions.put(v, s)));
        Ops.walk(k.body(), _ -> { }, this::tie);
        region(k.body(), 1);
        declared();
    }

    /** The cluster of a tile; nothing where it is made anew at every use. */
    Optional<Integer> cluster(Value v) {
        return isTile(v) && !isFree(v) ? Optional.of(number.computeIfAbsent(find(v), this::cluster0)) : Optional.empty();
    }

    /** Whether it is a tile that costs nothing in any layout. */
    boolean isFree(Value v) {
        Stmt s = definitions.get(v);
        return isTile(v) && s != null && Uses.free(s.op()) && ((TileType) v.type()).layout().isEmpty();
    }

    private int cluster0(Value root) {
        clusters.add(new Cluster((TileType) root.type()));
        return clusters.size() - 1;
    }

    static boolean isTile(Value v) {
        return v.type() instanceof TileType;
    }

    private Value find(Value v) {
        Value p = parent.getOrDefault(v, v);
        if (p.equals(v)) {
            return v;
        }
        Value root = find(p);
        parent.put(v, root);
        return root;
    }

    private void union(Value a, Value b) {
        if (isTile(a) && isTile(b) && !isFree(a) && !isFree(b)) {
            parent.put(find(a), find(b));
        }
    }

    /** What lies alike whatever is chosen. */
    private void tie(Stmt s) {
        switch (s.op()) {
            case Op op when Uses.elementwise(op) -> Ops.operands(op).forEach(v -> union(v, s.result()));
            case TileOp.Lookup(Value _, Value index, TileType _) -> union(index, s.result());
            case Op op when Uses.together(op) -> tiles(s).forEach(v -> union(v, tiles(s).getFirst()));
            case TileOp.Dot d when DotPlan.of(d, target).filter(DotPlan.OfLane.class::isInstance).isPresent() -> union(d.acc(), s.result());
            case TileOp.Scan scan -> union(scan.a(), s.result());
            case TileOp.Sort sort -> union(sort.a(), s.result());
            case CommonOp.For f -> alike(f.body().args().subList(1, f.body().args().size()), s.results());
            case CommonOp.While w -> {
                alike(w.test().args(), s.results());
                alike(w.body().args(), s.results());
            }
            default -> { }
        }
    }

    /** The tiles of a statement that have a layout. */
    private List<Value> tiles(Stmt s) {
        return Stream.concat(Ops.operands(s.op()).stream(), s.results().stream()).filter(v -> isTile(v) && !isFree(v)).toList();
    }

    private void alike(List<Value> a, List<Value> b) {
        for (int i = 0; i < a.size(); i++) {
            union(a.get(i), b.get(i));
        }
    }

    private void region(Region r, double weight) {
        r.args().forEach(this::cluster);
        r.body().forEach(s -> stmt(s, weight));
    }

    private void stmt(Stmt s, double weight) {
        s.results().forEach(this::cluster);
        switch (s.op()) {
            case TileOp.Load _ -> access(s, s.result(), weight, true);
            case TileOp.Store store -> access(s, store.tile(), weight, false);
            case TileOp.Broadcast(Value a, TileType t) -> edge(a, s, new Relation.Broadcast(shape(a), t.shape()), weight);
            case TileOp.Transpose(Value a, List<Integer> perm, TileType _) -> edge(a, s, new Relation.Transpose(perm), weight);
            case TileOp.Reshape(Value a, TileType t) -> edge(a, s, new Relation.Reshape(shape(a), t.shape()), weight);
            case TileOp.Reduce r -> edge(r.a(), s, new Relation.Reduce(r.dim(), shape(r.a())), weight);
            case TileOp.Convert(Value a, TileType _) -> edge(a, s, new Relation.Same(), weight);
            case TileOp.Dot d -> DotPlan.of(d, target).ifPresent(p -> dot(p, d, s, weight));
            case TileOp.View v -> {
                operand(v.a(), v.from(), s, weight);
                flow(s, v.to(), weight);
            }
            case TileOp.Pin(Value _, Layout l) -> {
                int c = cluster(s.result()).orElseThrow();
                clusters.get(c).demands.add(new Cluster.Demand(l, s));
            }
            case CommonOp.For f -> {
                double inside = Math.min(MOST_WEIGHT, weight * trips(f));
                flow(f.inits(), s.results(), s, weight);
                flow(f.body().yields(), s.results(), s, inside);
                region(f.body(), inside);
            }
            case CommonOp.While w -> {
                double inside = Math.min(MOST_WEIGHT, weight * TRIPS);
                flow(w.inits(), s.results(), s, weight);
                flow(w.body().yields(), s.results(), s, inside);
                region(w.test(), inside);
                region(w.body(), inside);
            }
            case CommonOp.If f -> {
                flow(f.then().yields(), s.results(), s, weight / 2);
                flow(f.otherwise().yields(), s.results(), s, weight / 2);
                region(f.then(), weight / 2);
                region(f.otherwise(), weight / 2);
            }
            case Op op when Uses.indexed(op) -> tiles(s).stream().flatMap(v -> cluster(v).stream()).findFirst()
                    .ifPresent(c -> clusters.get(c).operations += weight * target.moves().gather());
            case TileOp.Philox _ -> cluster(s.results().getFirst()).ifPresent(c -> clusters.get(c).operations += weight * ROUNDS);
            case CommonOp.Cast(Value a, TileType to) when Uses.sameCarrier(((TileType) a.type()).elem(), to.elem()) -> { }
            case Op op when Uses.elementwise(op) || op instanceof TileOp.Lookup || op instanceof TileOp.Scan || op instanceof TileOp.Sort ->
                s.results().stream().flatMap(v -> cluster(v).stream()).forEach(c -> clusters.get(c).operations += weight);
            default -> { }
        }
    }

    private double trips(CommonOp.For f) {
        Optional<Long> lo = constant(f.lo());
        Optional<Long> hi = constant(f.hi());
        Optional<Long> step = constant(f.step());
        boolean known = lo.isPresent() && hi.isPresent() && step.filter(x -> x > 0).isPresent();
        return known ? Math.max(0, Math.ceilDiv(hi.get() - lo.get(), step.get())) : TRIPS;
    }

    private Optional<Long> constant(Value v) {
        Stmt s = definitions.get(v);
        return s != null && s.op() instanceof CommonOp.Const c ? Optional.of(c.bits()) : Optional.empty();
    }

    private static List<Integer> shape(Value v) {
        return ((TileType) v.type()).shape();
    }

    /** An atom of a warp demands its fragments; one of a lane leaves open where the sums lie, and their factors follow. */
    private void dot(DotPlan p, TileOp.Dot d, Stmt s, double weight) {
        switch (p) {
            case DotPlan.OfWarp w -> {
                operand(d.a(), w.a(), s, weight);
                operand(d.b(), w.b(), s, weight);
                operand(d.acc(), w.acc(), s, weight);
                flow(s, w.acc(), weight);
                clusters.getLast().fixed += weight * w.cycles();
            }
            case DotPlan.OfLane l -> {
                int terms = l.terms() * l.atom().k();
                edge(d.a(), s, new Relation.Factor(true, terms), weight);
                edge(d.b(), s, new Relation.Factor(false, terms), weight);
                clusters.get(cluster(s.result()).orElseThrow()).operations += weight * l.terms() * l.atom().cycles();
            }
        }
    }

    /** The tile of an access is a cluster beside the value's, with an edge between. */
    private void access(Stmt s, Value v, double weight, boolean load) {
        Cluster c = new Cluster((TileType) v.type());
        c.accesses.add(s);
        c.weight = weight;
        clusters.add(c);
        int own = clusters.size() - 1;
        accessed.put(s, own);
        cluster(v).ifPresent(value -> edges.add(new Edge(load ? own : value, load ? value : own, new Relation.Same(), weight, s)));
    }

    /** An operand that an op takes in one layout only. */
    private void operand(Value v, Layout l, Stmt s, double weight) {
        cluster(v).ifPresent(from -> edges.add(new Edge(from, demanded((TileType) v.type(), l, s), new Relation.Same(), weight, s)));
    }

    /** A result that an op gives in one layout only. */
    private void flow(Stmt s, Layout l, double weight) {
        int own = demanded((TileType) s.result().type(), l, s);
        edges.add(new Edge(own, cluster(s.result()).orElseThrow(), new Relation.Same(), weight, s));
    }

    private int demanded(TileType t, Layout l, Stmt by) {
        Cluster c = new Cluster(t);
        c.demands.add(new Cluster.Demand(l, by));
        clusters.add(c);
        return clusters.size() - 1;
    }

    private void edge(Value a, Stmt s, Relation relation, double weight) {
        cluster(a).ifPresent(from -> edges.add(new Edge(from, cluster(s.result()).orElseThrow(), relation, weight, s)));
    }

    private void flow(List<Value> from, List<Value> to, Stmt s, double weight) {
        for (int i = 0; i < from.size(); i++) {
            Value result = to.get(i);
            cluster(from.get(i)).filter(c -> !Optional.of(c).equals(cluster(result)))
                    .ifPresent(c -> edges.add(new Edge(c, cluster(result).orElseThrow(), new Relation.Same(), weight, s)));
        }
    }

    /** Every tile is a member of its cluster; a layout that its type names already is a demand. */
    private void declared() {
        definitions.forEach((v, s) -> cluster(v).map(clusters::get).ifPresent(c -> {
            c.members.add(v);
            ((TileType) v.type()).layout().ifPresent(l -> c.demands.add(new Cluster.Demand(l, s)));
        }));
    }

    /** All statements that define something, in order. */
    List<Stmt> statements() {
        return definitions.values().stream().distinct().toList();
    }
}
