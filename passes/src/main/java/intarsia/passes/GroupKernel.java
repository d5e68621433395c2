package intarsia.passes;

import intarsia.dsl.Global;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.dsl.library.Attention;
import intarsia.dsl.library.Rows;
import intarsia.ir.Divisors;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.Value;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.passes.Coords.Coord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a group into a tile kernel: its anchor's template, with the group's maps in the holes. */
final class GroupKernel {
    /** Multiples of what a reduction takes by its rule. */
    private static final int MOST_FOLDED = 8;

    private final Graph graph;
    private final Schedule schedule;
    private final TileKernel k;
    private final Expressions e;
    private final Grouping.Group group;
    /** Elements that tiles must be a multiple of, for the block formats among what is read and written. */
    private final int granule;
    private Optional<Global> out = Optional.empty();

    /** A tile kernel, and the tensors that its parameters are. */
    record Built(Kernel kernel, List<Value> roots) {
    }

    private GroupKernel(Graph graph, Schedule schedule, TileKernel k, Grouping.Group group) {
        this.graph = graph;
        this.schedule = schedule;
        this.k = k;
        this.group = group;
        int read = granule(group.result());
        this.granule = Divisors.lcm(read, target(group).format().blockColumns());
        this.e = new Expressions(k, graph, folded(Math.max(schedule.lanes(), read)));
    }

    /** Elements that a reduction inside the expression takes at a time. */
    private int folded(int rule) {
        return !folds(group.result()) ? rule
                : schedule.ordering("fold", Schedule.powers(MOST_FOLDED).map(n -> n * rule), rule, "elements that a reduction takes at a time");
    }

    static Built build(Graph graph, Schedule schedule, Grouping.Group group) {
        List<Value> roots = new ArrayList<>();
        Kernel kernel = TileKernel.define(name(group), k -> {
            graph.kernel().symbols().forEach(k::size);
            GroupKernel g = new GroupKernel(graph, schedule, k, group);
            g.write();
            roots.addAll(g.e.roots());
        });
        return new Built(UsedSymbols.only(kernel), roots);
    }

    /** The name of a group's kernel: that of its template. */
    static String name(Grouping.Group group) {
        return switch (group.anchor()) {
            case Grouping.Anchor.Contraction _ -> "contract";
            case Grouping.Anchor.Cascade _ -> "attention";
            case Grouping.Anchor.Elementwise _ -> group.append().isPresent() ? "append" : "rows";
        };
    }

    private void write() {
        switch (group.anchor()) {
            case Grouping.Anchor.Contraction(Value product) -> new ContractKernel(graph, schedule, k, e, product).write(c -> store(e.result(group.result(), c), c));
            case Grouping.Anchor.Cascade(AttentionPattern p) -> cascade(p);
            case Grouping.Anchor.Elementwise _ -> elementwise();
        }
    }

    private void elementwise() {
        if (group.append().isEmpty() && graph.definition(group.result()).orElse(null) instanceof TensorOp.Scan s) {
            boolean one = gathered(group.result(), ((TensorType) group.result().type()).names().getLast());
            int rule = granule * Math.ceilDiv(schedule.lanes(), granule);
            int tile = one ? 1 : schedule.ordering("elements", Schedule.powers(MOST_FOLDED).map(n -> n * rule), rule, "elements of a tile");
            schedule.streams();
            new ScanKernel(k, e, s, tile).write(this::store);
        } else {
            rows();
        }
    }

    // ---- where results go ----

    /** Writes a tile of the group's result. */
    private void store(Tile t, Coords c) {
        if (group.append().isPresent()) {
            append(group.append().get(), t, c);
            return;
        }
        TensorView v = TensorView.of(group.result());
        put(v, t, c);
    }

    private void put(TensorView v, Tile t, Coords c) {
        Global g = out.orElseGet(() -> e.param(v, group.append().isPresent() ? Param.Access.INOUT : Param.Access.OUT));
        out = Optional.of(g);
        List<Dim> dims = v.type().dims();
        Scalar[] offsets = new Scalar[dims.size()];
        List<Integer> along = new ArrayList<>();
        for (int d = 0; d < offsets.length; d++) {
            Coord x = c.of(dims.get(d).name());
            offsets[d] = x.offset();
            if (!x.single()) {
                along.add(d);
            }
        }
        along.sort(java.util.Comparator.comparingInt(d -> c.of(dims.get(d).name()).tileDim()));
        int[] shape = along.stream().mapToInt(d -> c.shape().get(c.of(dims.get(d).name()).tileDim())).toArray();
        Tile full = Expressions.ranked(t, c).broadcast(c.dims()).reshape(shape);
        switch (v.type().format()) {
            case DType d -> g.at(offsets).storeAlong(along, full.cast(d));
            case BlockFormat _ -> g.at(offsets).quantize(along, full);
        }
    }

    /** The value's dimensions are those of the indices, then the state's others; the indices give the state's first. */
    private void append(TensorOp.Append a, Tile t, Coords c) {
        Value root = graph.root(a.state());
        TensorView v = graph.memory(root);
        List<Dim> dims = v.type().dims();
        Coords at = c;
        for (int i = 0; i < a.indices().size(); i++) {
            at = at.with(dims.get(i).name(), Coord.at(e.scalar(a.indices().get(i), c)));
        }
        put(v, t, at);
    }

    // ---- maps, gathers, norms ----

    /** What is computed, or what is appended where another kernel has computed it. */
    private Tile value(Coords c) {
        return inMemory(group.result()) ? e.at(group.result(), c) : e.result(group.result(), c);
    }

    /** Whether a tensor is read from memory, and not what this kernel computes. */
    private boolean inMemory(Value v) {
        return group.reads(graph, v);
    }

    private void rows() {
        List<Dim> dims = ((TensorType) group.result().type()).dims();
        boolean whole = folds(group.result());
        if (whole) {
            schedule.streams();
        }
        int most = schedule.elements();
        Rows.Row row;
        int first = Math.max(0, dims.size() - 1);
        int elements = 1;
        if (!whole) {
            first = dims.size();
            while (first > 0 && gridless(dims.get(first - 1)) && elements * dims.get(first - 1).size().constant() <= most) {
                first--;
                elements *= (int) dims.get(first).size().constant();
            }
        }
        int walked = whole || first == dims.size() ? dims.size() - 1 : first;
        if (walked < 0 || apart()) {
            List<Scalar> at = dims.stream().map(d -> k.grid(new Size(d.size()))).toList();
            Coords one = outerCoords(at, dims, dims.size());
            store(value(one), one);
            return;
        }
        int chunk = whole || first == dims.size() ? Math.ceilDiv(schedule.chunk(dims.getLast().size(), most), granule) * granule : (int) dims.get(walked).size().constant();
        row = outer -> {
            if (whole) {
                e.hoist(group.result(), outerCoords(outer, dims, walked));
            }
            return at -> {
                Coords c = coords(outer, dims, walked, at, chunk);
                store(value(c), c);
            };
        };
        List<Size> outer = dims.subList(0, walked).stream().map(d -> new Size(d.size())).toList();
        new Rows(outer, new Size(dims.get(walked).size()), chunk, whole).write(k, row);
    }

    /** Whether each element of the result is computed by itself: it is a fold, or something is gathered along its last dimension. */
    private boolean apart() {
        TensorType t = (TensorType) group.result().type();
        boolean fold = group.append().isEmpty() && graph.definition(group.result()).orElse(null) instanceof TensorOp.Fold;
        return fold || gathered(group.result(), t.names().getLast()) || group.append().stream().flatMap(a -> a.indices().stream())
                .anyMatch(i -> ((TensorType) i.type()).indexOf(t.names().getLast()) >= 0);
    }

    /** Whether a dimension may lie inside a tile: its extent is known and nothing is gathered along it. */
    private boolean gridless(Dim d) {
        return d.size().isConst() && !gathered(group.result(), d.name())
                && group.append().stream().flatMap(a -> a.indices().stream()).noneMatch(i -> ((TensorType) i.type()).indexOf(d.name()) >= 0);
    }

    private boolean gathered(Value v, String dim) {
        if (inMemory(v)) {
            return false;
        }
        return switch (graph.definition(v).orElse(null)) {
            case TensorOp.Gather g -> ((TensorType) g.index().type()).indexOf(dim) >= 0 || gathered(g.table(), dim);
            case TensorOp.Map m -> m.inputs().stream().anyMatch(x -> gathered(x, dim));
            case TensorOp.Convert(Value a, TensorType _) -> gathered(a, dim);
            case TensorOp.Rename(Value a, String from, String to) -> gathered(a, dim.equals(to) ? from : dim);
            case TensorOp.Rotate(Value a, int _) -> gathered(a, dim);
            case TensorOp.Scan(Value a, var _, String _) -> gathered(a, dim);
            case null, default -> false;
        };
    }

    /** What the group writes to. */
    private static TensorType target(Grouping.Group group) {
        return (TensorType) group.append().map(TensorOp.Append::state).orElse(group.result()).type();
    }

    private int granule(Value v) {
        if (inMemory(v)) {
            return ((TensorType) v.type()).format() instanceof BlockFormat f ? f.columns() : 1;
        }
        int own = graph.definition(v).orElse(null) instanceof TensorOp.Rotate r ? r.size() : 1;
        return graph.definition(v).map(op -> Ops.operands(op).stream().mapToInt(this::granule).reduce(own, Divisors::lcm)).orElse(1);
    }

    /** Whether a reduction is computed inside the expression. */
    private boolean folds(Value v) {
        if (inMemory(v)) {
            return false;
        }
        return switch (graph.definition(v).orElse(null)) {
            case TensorOp.Fold _ -> true;
            case TensorOp.Map m -> m.inputs().stream().anyMatch(this::folds);
            case TensorOp.Convert(Value a, TensorType _) -> folds(a);
            case TensorOp.Rename(Value a, String _, String _) -> folds(a);
            case TensorOp.Rotate(Value a, int _) -> folds(a);
            case null, default -> false;
        };
    }

    private static Coords outerCoords(List<Scalar> outer, List<Dim> dims, int walked) {
        Map<String, Coord> at = new HashMap<>();
        for (int d = 0; d < walked; d++) {
            at.put(dims.get(d).name(), Coord.at(outer.get(d)));
        }
        return new Coords(List.of(), at);
    }

    private Coords coords(List<Scalar> outer, List<Dim> dims, int walked, Scalar at, int chunk) {
        Map<String, Coord> all = new HashMap<>(outerCoords(outer, dims, walked).at());
        List<Integer> shape = new ArrayList<>();
        for (int d = walked; d < dims.size(); d++) {
            all.put(dims.get(d).name(), Coord.run(d == walked ? at : k.index(0), shape.size()));
            shape.add(d == walked ? chunk : (int) dims.get(d).size().constant());
        }
        return new Coords(shape, all);
    }

    // ---- cascades ----

    private void cascade(AttentionPattern p) {
        TensorOp.Contract scores = (TensorOp.Contract) graph.definition(p.products()).orElseThrow();
        TensorType type = (TensorType) p.result().type();
        Dim inner = type.dims().getLast();
        Dim depth = scores.summed().getFirst();
        Map<String, Coord> outer = new HashMap<>();
        for (Dim d : type.dims().subList(0, type.dims().size() - 1)) {
            outer.put(d.name(), Coord.at(k.grid(new Size(d.size()))));
        }
        int width = extent(inner);
        int step = schedule.positions(extent(depth));
        schedule.streams();
        Coords none = new Coords(List.of(), outer);
        Scalar all = k.size(new Size(p.position().size()));
        Scalar end = p.lastPosition(graph).map(v -> e.scalar(v, none).plus(1).min(all)).orElse(all);
        Tile q = e.at(scores.a(), none(List.of(extent(depth)), outer).with(depth.name(), Coord.run(k.index(0), 0)));
        Tile result = new Attention(step, width).write(k, end,
                (at, count) -> scoreTile(p, scores, q, depth, outer, at, count),
                (at, count) -> e.at(p.values(), none(List.of(count, width), outer)
                        .with(p.position().name(), Coord.run(at, 0)).with(inner.name(), Coord.run(k.index(0), 1))));
        store(result, none(List.of(width), outer).with(inner.name(), Coord.run(k.index(0), 0)));
    }

    private Tile scoreTile(AttentionPattern p, TensorOp.Contract scores, Tile q, Dim depth, Map<String, Coord> outer, Scalar at, int count) {
        Coords keys = none(List.of(count, extent(depth)), outer).with(p.position().name(), Coord.run(at, 0))
                .with(depth.name(), Coord.run(k.index(0), 1));
        Tile dot = q.reshape(1, extent(depth)).times(e.at(scores.b(), keys)).sum(1).reshape(count);
        Coords c = none(List.of(count), outer).with(p.position().name(), Coord.run(at, 0));
        e.know(p.products(), dot);
        boolean limited = p.position().size() instanceof Expr.Const(long all)
                && p.lastPosition(graph).flatMap(v -> ((TensorType) v.type()).range()).filter(r -> r.max() < all).isPresent();
        Tile tile = e.at(p.scores(), c).broadcast(count);
        return limited ? tile : e.inside(at, p.position(), tile, k.full(DType.F32, Double.NEGATIVE_INFINITY, count));
    }

    private static Coords none(List<Integer> shape, Map<String, Coord> outer) {
        return new Coords(shape, outer);
    }

    private static int extent(Dim d) {
        Expr size = d.size();
        if (!size.isConst()) {
            throw new IllegalArgumentException("dimension " + d + " of a cascade is symbolic; wanted a number");
        }
        return (int) size.constant();
    }
}
