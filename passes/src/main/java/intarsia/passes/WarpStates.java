package intarsia.passes;

import intarsia.ir.BufferType;
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
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.passes.layout.Uses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which dimension of each tile of a kernel is cut among its warps. Tiles that an op takes and gives alike, and those that a loop carries, are cut alike; among the
 * rest the choice with the least work and traffic is searched for, one group of tiles after another.
 */
final class WarpStates {
    /** Every warp has the whole tile. */
    static final int WHOLE = -1;
    private static final int ROUNDS = 4;
    /** A loop is taken to run so often. */
    private static final int TRIPS = 8;
    private static final double MOST_WEIGHT = 4096;
    /** Work of handing an element to another warp: it is written, two barriers, it is read. */
    private static final double EXCHANGE = 4;

    private final int warps;
    private final Target target;
    private final Map<Value, Value> parent = new HashMap<>();
    private final Map<Value, Integer> chosen = new HashMap<>();
    private final Map<Value, Op> definitions = new HashMap<>();
    private final Map<Stmt, Double> weights = new LinkedHashMap<>();

    WarpStates(Kernel k, int warps, Target target) {
        this.warps = warps;
        this.target = target;
        Ops.walk(k.body(), _ -> { }, s -> s.results().forEach(v -> definitions.put(v, s.op())));
        Ops.walk(k.body(), _ -> { }, this::tie);
        region(k.body(), 1);
        choose();
    }

    /** The dimension that is cut. */
    int of(Value v) {
        return chosen.getOrDefault(find(v), WHOLE);
    }

    boolean isFree(Value v) {
        Op op = definitions.get(v);
        return v.type() instanceof TileType && op != null && Uses.free(op);
    }

    /** The part of a tile that a warp has. */
    TileType piece(TileType t, int dim) {
        return piece(t, dim, warps);
    }

    static TileType piece(TileType t, int dim, int warps) {
        if (dim == WHOLE) {
            return t;
        }
        List<Integer> shape = new ArrayList<>(t.shape());
        shape.set(dim, shape.get(dim) / warps);
        return t.withShape(shape);
    }

    /** How a statement without a result cuts its tiles: as its first one lies, where it can. */
    int of(Stmt s) {
        return switch (s.op()) {
            case TileOp.Store t -> {
                int dim = isFree(t.tile()) ? first(access(s), (TileType) t.tile().type()) : of(t.tile());
                yield dim == WHOLE || cuts(access(s), dim, true) ? dim : WHOLE;
            }
            case TileOp.CopyBegin c -> IntStream.range(0, c.shape().size())
                    .filter(d -> divides(c.tile(), d) && cuts(access(s), d, false) && cuts(TileAccess.target(c), d, true)).findFirst().orElse(WHOLE);
            default -> tiles(s).filter(v -> !isFree(v)).findFirst().map(this::of)
                    .orElseGet(() -> tiles(s).findFirst().map(v -> first((TileType) v.type())).orElse(WHOLE));
        };
    }

    private static TileAccess access(Stmt s) {
        return java.util.Objects.requireNonNull(TileAccess.of(s.op()));
    }

    private int first(TileAccess a, TileType t) {
        return IntStream.range(0, t.rank()).filter(d -> divides(t, d) && cuts(a, d, true)).findFirst().orElse(WHOLE);
    }

    private int first(TileType t) {
        return IntStream.range(0, t.rank()).filter(d -> divides(t, d)).findFirst().orElse(WHOLE);
    }

    private static Stream<Value> tiles(Stmt s) {
        return Ops.operands(s.op()).stream().filter(v -> v.type() instanceof TileType);
    }

    /** How a statement wants an operand for a result that is cut so. */
    int wanted(Stmt s, Value operand, int dim) {
        return switch (s.op()) {
            case TileOp.Broadcast(Value a, TileType t) -> dim != WHOLE && shape(a).get(dim).equals(t.shape().get(dim)) ? dim : WHOLE;
            case TileOp.Transpose t -> dim == WHOLE ? WHOLE : t.perm().get(dim);
            case TileOp.Reshape(Value a, TileType t) -> dim == WHOLE ? WHOLE : source(shape(a), t.shape(), dim).orElse(WHOLE);
            case TileOp.Lookup(Value table, Value index, TileType _) -> operand.equals(table) && !operand.equals(index) ? WHOLE : dim;
            case TileOp.Dot d -> operand(d, operand, dim);
            case TileOp.Item _, TileOp.View _, TileOp.Pin _, TileOp.Print _ -> WHOLE;
            default -> dim;
        };
    }

    /** Rows of the sums are those of the first operand, their columns the rows of the second. */
    private static int operand(TileOp.Dot d, Value operand, int dim) {
        if (operand.equals(d.acc())) {
            return dim;
        }
        return dim == 0 && operand.equals(d.a()) || dim == 1 && operand.equals(d.b()) ? 0 : WHOLE;
    }

    private static List<Integer> shape(Value v) {
        return ((TileType) v.type()).shape();
    }

    /** The dimension of the source whose parts are those of a dimension of the result. */
    private Optional<Integer> source(List<Integer> from, List<Integer> to, int dim) {
        long before = product(to, dim);
        return IntStream.range(0, from.size()).filter(d -> product(from, d) == before && from.get(d) % warps == 0).boxed().findFirst();
    }

    private static long product(List<Integer> shape, int dims) {
        return shape.subList(0, dims).stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    }

    private boolean divides(TileType t, int dim) {
        return t.shape().get(dim) % warps == 0 && t.shape().get(dim) > 0;
    }

    /** Whether parts of an access along a dimension are accesses, and those of two warps share no byte. */
    private boolean cuts(TileAccess a, int dim, boolean writes) {
        int along = a.dims().get(dim);
        boolean last = along == a.buffer().rank() - 1;
        return switch (a.buffer().format()) {
            case BlockFormat f -> along < a.buffer().rank() - (f.rows() > 1 ? 2 : 1);
            case DType d when last -> d.bits() % 8 == 0 || !writes && a.tile().shape().get(dim) / warps * d.bits() % 8 == 0 && a.buffer().contiguous();
            case DType d -> !BufferType.inBits(d) || a.buffer().contiguous() || a.buffer().strides().get(along).isConst() && a.buffer().strides().get(along).constant() % 8 == 0;
        };
    }

    /** Whether a statement can give a result that is cut so. */
    private boolean gives(Stmt s, Value result, int dim) {
        TileType t = (TileType) result.type();
        if (!divides(t, dim) || t.layout().isPresent()) {
            return false;
        }
        return switch (s.op()) {
            case TileOp.Load _ -> cuts(access(s), dim, false);
            case TileOp.View _, TileOp.Pin _ -> false;
            case TileOp.Reduce r -> dim != r.dim();
            case TileOp.Scan r -> dim != r.dim();
            case TileOp.Sort r -> dim != r.dim();
            case TileOp.Reshape(Value a, TileType to) -> source(shape(a), to.shape(), dim).isPresent();
            case TileOp.Dot d -> !d.a().equals(d.b()) && !d.a().equals(d.acc()) && !d.b().equals(d.acc()) && cuts(d, dim);
            case TileOp.Lookup(Value table, Value index, TileType _) -> !table.equals(index);
            default -> Ops.operands(s.op()).stream().noneMatch(v -> v.type() instanceof TileType x && x.layout().isPresent());
        };
    }

    /** Whether the atom that the whole product is made of makes its parts too. */
    private boolean cuts(TileOp.Dot d, int dim) {
        Value a = new Value(0, dim == 0 ? piece((TileType) d.a().type(), 0) : d.a().type());
        Value b = new Value(1, dim == 1 ? piece((TileType) d.b().type(), 0) : d.b().type());
        TileType sums = piece(d.type(), dim);
        TileOp.Dot part = new TileOp.Dot(a, b, new Value(2, sums), TileOp.Dot.ANY, sums);
        return intarsia.passes.layout.DotPlan.of(part, target).isPresent();
    }

    // ---- groups ----

    private Value find(Value v) {
        Value at = v;
        for (Value p = parent.get(at); p != null; p = parent.get(at)) {
            at = p;
        }
        return at;
    }

    private void union(Value a, Value b) {
        if (a.type() instanceof TileType && b.type() instanceof TileType && !isFree(a) && !isFree(b) && !find(a).equals(find(b))) {
            parent.put(find(a), find(b));
        }
    }

    private void tie(Stmt s) {
        switch (s.op()) {
            case TileOp.Pin _ -> { }
            case Op op when Uses.elementwise(op) || op instanceof TileOp.Convert -> Ops.operands(op).forEach(v -> union(v, s.result()));
            case Op op when Uses.together(op) && !s.results().isEmpty() -> Stream.concat(tiles(s), s.results().stream()).forEach(v -> union(v, s.results().getFirst()));
            case CommonOp.For f -> {
                alike(f.body().args().subList(1, f.body().args().size()), s.results());
                alike(f.inits(), s.results());
                alike(f.body().yields(), s.results());
            }
            case CommonOp.While w -> {
                alike(w.test().args(), s.results());
                alike(w.body().args(), s.results());
            }
            default -> { }
        }
    }

    private void alike(List<Value> a, List<Value> b) {
        IntStream.range(0, b.size()).forEach(i -> union(a.get(i), b.get(i)));
    }

    private void region(Region r, double weight) {
        for (Stmt s : r.body()) {
            weights.put(s, weight);
            double inner = s.op() instanceof CommonOp.For || s.op() instanceof CommonOp.While ? Math.min(MOST_WEIGHT, weight * TRIPS) : weight;
            Ops.regions(s.op()).forEach(x -> region(x, inner));
        }
    }

    // ---- the choice ----

    private void choose() {
        Map<Value, List<Integer>> open = candidates();
        open.forEach((group, dims) -> chosen.put(group, dims.getFirst()));
        double least = cost();
        for (int round = 0; round < ROUNDS; round++) {
            double before = least;
            for (Value group : open.keySet()) {
                least = best(group, open, least);
            }
            if (least == before) {
                return;
            }
        }
    }

    /** The group cut otherwise, alone or with what it is made of. */
    private double best(Value group, Map<Value, List<Integer>> open, double known) {
        Map<Value, Integer> kept = Map.copyOf(chosen);
        double least = known;
        for (int dim : open.getOrDefault(group, List.of())) {
            for (boolean pulls : new boolean[] {false, true}) {
                Map<Value, Integer> before = Map.copyOf(chosen);
                chosen.put(group, dim);
                if (pulls) {
                    pull(group, dim, open, new HashSet<>(Set.of(group)));
                }
                double now = cost();
                if (now < least) {
                    least = now;
                    kept = Map.copyOf(chosen);
                }
                chosen.putAll(before);
            }
        }
        chosen.putAll(kept);
        return least;
    }

    /** What is repeated, turned or reshaped into tiles of a group lies so that nothing is exchanged, where it can. */
    private void pull(Value group, int dim, Map<Value, List<Integer>> open, Set<Value> pulled) {
        for (Stmt s : weights.keySet()) {
            boolean moves = s.op() instanceof TileOp.Broadcast || s.op() instanceof TileOp.Reshape || s.op() instanceof TileOp.Transpose;
            if (moves && find(s.result()).equals(group)) {
                Value operand = tiles(s).findFirst().orElseThrow();
                Value source = find(operand);
                int wanted = wanted(s, operand, dim);
                if (!pulled.contains(source) && open.getOrDefault(source, List.of()).contains(wanted)) {
                    pulled.add(source);
                    chosen.put(source, wanted);
                    pull(source, wanted, open, pulled);
                }
            }
        }
    }

    /** By group, the dimensions that all its tiles can be cut along, and {@link #WHOLE} after them. */
    private Map<Value, List<Integer>> candidates() {
        Map<Value, List<Integer>> open = new LinkedHashMap<>();
        weights.keySet().forEach(s -> s.results().stream().filter(v -> v.type() instanceof TileType && !isFree(v)).forEach(v -> {
            TileType t = (TileType) v.type();
            List<Integer> dims = open.computeIfAbsent(find(v), _ -> new ArrayList<>(IntStream.range(0, t.rank()).boxed().toList()));
            dims.removeIf(d -> !gives(s, v, d));
        }));
        open.values().forEach(dims -> dims.add(WHOLE));
        return open;
    }

    private double cost() {
        double sum = 0;
        for (Map.Entry<Stmt, Double> e : weights.entrySet()) {
            sum += e.getValue() * cost(e.getKey());
        }
        return sum;
    }

    private double cost(Stmt s) {
        boolean writes = s.op() instanceof TileOp.Store || s.op() instanceof TileOp.CopyBegin || Uses.indexed(s.op());
        int dim = s.results().isEmpty() ? writes ? of(s) : WHOLE : s.results().stream().filter(v -> v.type() instanceof TileType).findFirst().map(this::of).orElse(WHOLE);
        if (s.op() instanceof TileOp.Reduce r) {
            return reduce(r, dim);
        }
        double work = s.results().stream().filter(v -> v.type() instanceof TileType && !isFree(v)).mapToDouble(v -> work(s, (TileType) v.type(), of(v))).sum();
        if (s.op() instanceof TileOp.Store t) {
            work += work(s, (TileType) t.tile().type(), dim);
        }
        return work + exchanges(s, dim);
    }

    private double exchanges(Stmt s, int dim) {
        return switch (s.op()) {
            case CommonOp.If i -> flow(i.then().yields(), s) + flow(i.otherwise().yields(), s);
            case CommonOp.For f -> flow(f.inits(), s) + flow(f.body().yields(), s);
            case CommonOp.While w -> flow(w.inits(), s) + flow(w.body().yields(), s);
            default -> tiles(s).filter(v -> !isFree(v) && of(v) != wanted(s, v, dim)).mapToDouble(v -> EXCHANGE * ((TileType) v.type()).size()).sum();
        };
    }

    private double flow(List<Value> values, Stmt s) {
        return IntStream.range(0, s.results().size()).filter(i -> values.get(i).type() instanceof TileType && !isFree(values.get(i))
                && of(values.get(i)) != of(s.results().get(i))).mapToDouble(i -> EXCHANGE * ((TileType) values.get(i).type()).size()).sum();
    }

    private double reduce(TileOp.Reduce r, int dim) {
        TileType t = (TileType) r.a().type();
        int from = isFree(r.a()) ? WHOLE : of(r.a());
        double each = from == WHOLE ? t.size() : (double) t.size() / warps;
        int own = from == r.dim() ? WHOLE : from;
        double parts = from == r.dim() ? EXCHANGE * warps * r.type().size() : 0;
        return each + parts + (own == dim ? 0 : EXCHANGE * r.type().size());
    }

    private double work(Stmt s, TileType t, int dim) {
        double elements = s.op() instanceof TileOp.Dot d ? (double) t.size() * shape(d.a()).get(1) : t.size();
        return dim == WHOLE ? elements : elements / warps;
    }
}
