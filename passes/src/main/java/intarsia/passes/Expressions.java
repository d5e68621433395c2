package intarsia.passes;

import intarsia.dsl.Global;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.CommonOp;
import intarsia.ir.Consts;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.ReduceOp;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Hadamard;
import intarsia.ir.type.IntType;
import intarsia.passes.Coords.Coord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a part of a tensor graph as a tile expression: what feeds a template, and what follows it. */
final class Expressions {
    private final TileKernel k;
    private final Graph graph;
    private final int width;
    private final Map<TensorView, Global> params = new LinkedHashMap<>();
    private final Map<Value, Tile> known = new HashMap<>();

    /**
     * @param width elements that a reduction inside an expression takes at a time
     */
    Expressions(TileKernel k, Graph graph, int width) {
        this.k = k;
        this.graph = graph;
        this.width = width;
    }

    /** The tensors that became parameters, in order. */
    List<Value> roots() {
        return params.keySet().stream().map(TensorView::root).toList();
    }

    /** The parameter for a view. */
    Global param(TensorView v, Param.Access access) {
        Global g = params.get(v);
        if (g == null) {
            g = k.param("p" + params.size(), access, v.buffer());
            params.put(v, g);
        }
        return g;
    }

    /** From here on a tensor is this tile, at the coordinates in use. */
    void know(Value v, Tile t) {
        known.put(v, t);
    }

    /** The values of a tensor at coordinates: a tile of their rank, extents 1 where it does not vary; f32, or i32 of integers. */
    Tile at(Value v, Coords c) {
        Tile t = known.get(v);
        if (t != null) {
            return ranked(t, c);
        }
        Optional<TensorView> view = graph.view(v);
        if (view.isPresent()) {
            return load(view.get(), c);
        }
        return computed(v, c);
    }

    private Tile computed(Value v, Coords c) {
        return switch (graph.definition(v).orElse(null)) {
            case TensorOp.Map m -> map(m, c);
            case TensorOp.Convert(Value a, TensorType to) -> converted(at(a, c), to);
            case TensorOp.Rotate(Value a, int size) -> at(a, c).broadcast(c.dims()).rotate(new Hadamard(size));
            case TensorOp.Gather g -> gather(g, c);
            case TensorOp.Index(TensorType t0) -> index(t0, c);
            case TensorOp.Rename(Value a, String dim, String to) -> at(a, c.with(dim, c.of(to)));
            case TensorOp.Fold f -> fold(f, c.scalars());
            case null, default -> throw new IllegalStateException("cannot write " + v + ": " + v.type() + " as a tile expression; it needs memory of its own");
        };
    }

    /** Values rounded to a plain format; to blocks they are rounded where they are stored. */
    private static Tile converted(Tile t, TensorType to) {
        return to.format() instanceof DType d ? t.cast(d).cast(d instanceof IntType ? DType.I32 : DType.F32) : t;
    }

    /** The values of the tensor that the kernel computes, which has memory but nothing in it yet. */
    Tile result(Value v, Coords c) {
        Optional<Op> op = graph.definition(v);
        if (known.containsKey(v) || op.isEmpty() || Graph.isView(op.get()) || op.get() instanceof TensorOp.Append) {
            return at(v, c);
        }
        return computed(v, c);
    }

    /** A scalar of integers, as an index. */
    Scalar scalar(Value v, Coords c) {
        return at(v, c.scalars()).item().toIndex();
    }

    static Tile ranked(Tile t, Coords c) {
        int rank = c.shape().size();
        int[] shape = t.type().dims();
        if (shape.length == rank) {
            return t;
        }
        int[] padded = new int[rank];
        Arrays.fill(padded, 1);
        if (t.type().size() != 1) {
            throw new IllegalStateException("tile " + t.type() + " in an expression of rank " + rank);
        }
        return t.reshape(padded);
    }

    // ---- memory ----

    private Tile load(TensorView v, Coords c) {
        Global g = param(v, Param.Access.IN);
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
        along.sort(Comparator.comparingInt(d -> c.of(dims.get(d).name()).tileDim()));
        int[] shape = along.stream().mapToInt(d -> c.shape().get(c.of(dims.get(d).name()).tileDim())).toArray();
        Tile t = v.type().format() instanceof BlockFormat ? blocks(g, v, offsets, along, shape) : plain(g, v, c, offsets, along, shape);
        return spread(t, v, c);
    }

    private Tile plain(Global g, TensorView v, Coords c, Scalar[] offsets, List<Integer> along, int[] shape) {
        Global.Place place = g.at(offsets);
        for (int d : along) {
            Optional<Scalar> limit = c.of(v.type().dims().get(d).name()).limit();
            place = limit.isPresent() ? place.upTo(d, limit.get()) : place;
        }
        Tile t = place.loadAlong(along, shape);
        return t.cast(v.type().format() instanceof IntType ? DType.I32 : DType.F32);
    }

    private static Tile blocks(Global g, TensorView v, Scalar[] offsets, List<Integer> along, int[] shape) {
        int rank = offsets.length;
        for (int j = 0; j < along.size(); j++) {
            if (along.get(j) != rank - along.size() + j) {
                throw across(v);
            }
        }
        if (shape.length > 0) {
            return g.at(offsets).dequantize(shape);
        }
        throw across(v);
    }

    private static IllegalArgumentException across(TensorView v) {
        return new IllegalArgumentException("blocks of " + v.type() + " are read along the last dimensions; convert it to a plain format first");
    }

    /** Loaded extents in their places in the tile, ones elsewhere. */
    private static Tile spread(Tile t, TensorView v, Coords c) {
        int[] shape = new int[c.shape().size()];
        Arrays.fill(shape, 1);
        for (Dim d : v.type().dims()) {
            Coord x = c.of(d.name());
            if (!x.single()) {
                shape[x.tileDim()] = c.shape().get(x.tileDim());
            }
        }
        return t.reshape(shape);
    }

    private Tile gather(TensorOp.Gather g, Coords c) {
        TensorType index = (TensorType) g.index().type();
        for (Dim d : index.dims()) {
            if (!c.of(d.name()).single()) {
                throw new IllegalStateException("gather along " + d.name() + " inside a tile; it must lie on the grid");
            }
        }
        return at(g.table(), c.with(g.dim(), Coord.at(scalar(g.index(), c))));
    }

    private Tile index(TensorType t, Coords c) {
        Coord x = c.of(t.dims().getFirst().name());
        Scalar from = x.offset().cast(ScalarType.I32);
        int rank = c.shape().size();
        int[] shape = new int[rank];
        Arrays.fill(shape, 1);
        if (x.single()) {
            return from.fill(shape);
        }
        shape[x.tileDim()] = c.shape().get(x.tileDim());
        return k.iota(x.tileDim(), shape).plus(from.fill(shape));
    }

    /** A reduction at one index of all other dimensions: a loop along the dimension, then the sum of the tile. */
    private Tile fold(TensorOp.Fold f, Coords outer) {
        Dim dim = ((TensorType) f.a().type()).dim(f.dim());
        Tile identity = identity(f.op(), f.a(), width);
        Tile all = k.loop(new Size(dim.size()), width, identity, (i, acc) -> {
            Coords c = new Coords(List.of(width), outer.at()).with(f.dim(), Coord.run(i, 0));
            Tile t = at(f.a(), c).broadcast(width);
            return acc.binary(f.op().combine(), inside(i, dim, t, identity));
        });
        return converted(all.reduce(f.op(), 0), (TensorType) f.a().type());
    }

    /** What changes nothing that it is combined with, of the elements of a tensor in an expression. */
    Tile identity(ReduceOp op, Value v, int... shape) {
        boolean whole = ((TensorType) v.type()).format() instanceof IntType;
        double start = switch (op) {
            case SUM -> whole ? 0 : -0.0;
            case PROD -> 1;
            case MIN -> whole ? Integer.MAX_VALUE : Double.POSITIVE_INFINITY;
            case MAX -> whole ? Integer.MIN_VALUE : Double.NEGATIVE_INFINITY;
            case AND -> -1;
            case OR, XOR -> 0;
        };
        return k.full(whole ? DType.I32 : DType.F32, start, shape);
    }

    /** The identity beyond the end of the dimension. */
    Tile inside(Scalar i, Dim dim, Tile t, Tile identity) {
        int width = t.type().size();
        if (dim.size().isConst() && dim.size().constant() % width == 0) {
            return t;
        }
        Scalar left = k.size(new Size(dim.size())).minus(i).cast(ScalarType.I32);
        return k.iota(0, width).lt(left.fill(width)).select(t, identity);
    }

    /** Reductions inside an expression are written before the tiles that use them. */
    void hoist(Value v, Coords outer) {
        Optional<Op> op = graph.definition(v);
        if (op.isPresent() && op.get() instanceof TensorOp.Fold f) {
            know(v, fold(f, outer));
        } else if (op.isPresent() && op.get() instanceof TensorOp.Rename(Value a, String dim, String to)) {
            if (!known.containsKey(a) && graph.view(a).isEmpty()) {
                hoist(a, outer.at().containsKey(to) ? outer.with(dim, outer.of(to)) : outer);
            }
        } else if (op.isPresent() && !(op.get() instanceof TensorOp.Contract)) {
            Ops.operands(op.get()).stream().filter(x -> !known.containsKey(x) && graph.view(x).isEmpty()).forEach(x -> hoist(x, outer));
            boolean fixed = ((TensorType) v.type()).names().stream().allMatch(n -> outer.at().containsKey(n) && outer.of(n).single());
            if (fixed && op.get() instanceof TensorOp.Map m) {
                know(v, map(m, outer.scalars()));
            }
        }
    }

    // ---- scalar expressions ----

    private Tile map(TensorOp.Map m, Coords c) {
        List<Tile> inputs = m.inputs().stream().map(v -> at(v, c)).toList();
        return body(m.body(), inputs, c.shape().size());
    }

    /** The body of a map on tiles. */
    private Tile body(Region r, List<Tile> inputs, int rank) {
        Map<Value, Tile> tiles = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            tiles.put(r.args().get(i), inputs.get(i));
        }
        for (Stmt s : r.body()) {
            tiles.put(s.result(), statement(s, tiles, rank));
        }
        return of(tiles, r.yields().getFirst());
    }

    private Tile statement(Stmt s, Map<Value, Tile> tiles, int rank) {
        if (!(s.op() instanceof CommonOp op)) {
            throw new IllegalArgumentException(Ops.mnemonic(s.op()) + " in a map; wanted scalar ops");
        }
        return switch (op) {
            case CommonOp.Const(var type, long bits) -> constant(type, bits, rank);
            case CommonOp.Unary(var o, Value a) -> of(tiles, a).unary(o);
            case CommonOp.Binary(var o, Value a, Value b) -> of(tiles, a).binary(o, of(tiles, b));
            case CommonOp.Fma(Value a, Value b, Value c) -> of(tiles, a).fma(of(tiles, b), of(tiles, c));
            case CommonOp.Compare(var o, Value a, Value b) -> of(tiles, a).compare(o, of(tiles, b)).tile();
            case CommonOp.Select(Value c, Value a, Value b) -> select(of(tiles, c), of(tiles, a), of(tiles, b));
            case CommonOp.Cast(Value a, ScalarType t) -> of(tiles, a).cast(Consts.elem(t));
            case CommonOp.Cast _, CommonOp.Bits _, CommonOp.Size _, CommonOp.For _, CommonOp.If _, CommonOp.While _, CommonOp.Barrier _, CommonOp.Assert _ ->
                throw new IllegalArgumentException(Ops.mnemonic(s.op()) + " in a map; wanted arithmetic on scalars");
        };
    }

    private static Tile of(Map<Value, Tile> tiles, Value v) {
        Tile t = tiles.get(v);
        if (t == null) {
            throw new IllegalArgumentException("value " + v + " of a map comes from outside it");
        }
        return t;
    }

    private Tile constant(intarsia.ir.Type type, long bits, int rank) {
        int[] ones = new int[rank];
        Arrays.fill(ones, 1);
        TileType t = TileType.of(Consts.elem(type), ones);
        return k.wrap(k.emit(x -> new CommonOp.Const(t, bits)).getFirst());
    }

    /** Both choices and the condition, at their common shape. */
    private Tile select(Tile c, Tile a, Tile b) {
        int[] s = common(common(a.type().dims(), b.type().dims()), c.type().dims());
        Value flag = c.broadcast(s).value();
        Value x = a.broadcast(s).value();
        Value y = b.broadcast(s).value();
        return k.wrap(k.emit(z -> new CommonOp.Select(flag, x, y)).getFirst());
    }

    private static int[] common(int[] a, int[] b) {
        int[] s = new int[a.length];
        for (int i = 0; i < s.length; i++) {
            s[i] = Math.max(a[i], b[i]);
        }
        return s;
    }
}
