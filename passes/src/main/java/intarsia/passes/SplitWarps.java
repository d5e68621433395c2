package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.ReduceOp;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.type.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Makes of a kernel of several warps what one of them does, where the target has several. Each tile is either cut along a dimension, of which every warp has its part, or
 * every warp has it whole: {@link WarpStates} chooses. What is wanted otherwise than it lies goes through shared memory, and so do reductions along a
 * dimension that is cut. Every statement that writes memory is done by one warp for each element.
 */
final class SplitWarps implements Pass {
    private final Target target;

    SplitWarps(Target target) {
        this.target = target;
    }

    @Override
    public String name() {
        return "split-warps";
    }

    @Override
    public Kernel run(Kernel k) {
        int warps = Math.min(k.warps(), target.warps());
        if (warps <= 1) {
            return k;
        }
        Kernel split = new Writer(k, warps, new WarpStates(k, warps, target)).written();
        return new Kernel(k.name(), k.level(), k.symbols(), k.params(), k.grid(), target.lanes(), warps, k.tuned(), split.body());
    }

    /** Writes what one warp does. */
    private static final class Writer extends Copier {
        private final Kernel k;
        private final int warps;
        private final WarpStates states;
        private final Value warp;
        private final WarpExchange exchange;
        private final Map<Value, Op> free = new HashMap<>();
        /** Tensors that the kernel may read and write, not by atomic ops alone: what one warp wrote another may read. */
        private final Set<Value> both = new HashSet<>();

        Writer(Kernel k, int warps, WarpStates states) {
            super(k);
            this.k = k;
            this.warps = warps;
            this.states = states;
            this.warp = code.emit(new TileOp.WarpIndex());
            this.exchange = new WarpExchange(code, warp, warps);
            Set<Value> written = new HashSet<>(k.params().stream().filter(p -> p.access() == Param.Access.INOUT).map(Param::value).toList());
            Ops.walk(k.body(), _ -> { }, s -> {
                if (!(s.op() instanceof TileOp.Atomic)) {
                    Ops.operands(s.op()).stream().filter(written::contains).forEach(both::add);
                }
            });
        }

        Kernel written() {
            Region body = copy(k).body();
            return k.withBody(new Region(body.args(), exchange.withTiles(body.body()), List.of()));
        }

        @Override
        void stmt(Stmt s) {
            code.at(s.source());
            switch (s.op()) {
                case Op op when s.results().size() == 1 && states.isFree(s.result()) -> free.put(s.result(), Ops.mapOperands(op, this::now));
                case TileOp.Load l -> {
                    apart(l.buffer());
                    int dim = states.of(s.result());
                    bind(s.result(), code.emit(new TileOp.Load(now(l.buffer()), l.field(), l.dims(), moved(l.offsets(), l.dims(), l.type(), dim), l.guard(), all(l.limits()),
                            states.piece(l.type(), dim))));
                }
                case TileOp.Store t -> store(s, t);
                case TileOp.CopyBegin c -> begin(s, c);
                case TileOp.LoadAt l -> {
                    apart(l.buffer());
                    keep(s, alike(s, l, states.of(s.result())));
                }
                case TileOp.StoreAt t -> {
                    apart(t.buffer());
                    int dim = states.of(s);
                    TileOp.StoreAt part = (TileOp.StoreAt) alike(s, t, dim);
                    keep(s, new TileOp.StoreAt(part.buffer(), part.index(), once(part.mask(), part.tile(), dim), part.tile()));
                }
                case TileOp.Atomic a -> {
                    apart(a.buffer());
                    int dim = states.of(s);
                    TileOp.Atomic part = (TileOp.Atomic) alike(s, a, dim);
                    keep(s, new TileOp.Atomic(part.op(), part.buffer(), part.index(), once(part.mask(), part.tile(), dim), part.tile()));
                }
                case TileOp.Reduce r -> reduce(s, r);
                case CommonOp.For f -> keep(s, new CommonOp.For(now(f.lo()), now(f.hi()), now(f.step()), carried(f.inits(), s.results()), yielding(f.body(), s.results())));
                case CommonOp.While w -> keep(s, new CommonOp.While(carried(w.inits(), s.results()), region(w.test()), yielding(w.body(), s.results())));
                case CommonOp.If(Value c, Region a, Region b) -> keep(s, new CommonOp.If(now(c), yielding(a, s.results()), yielding(b, s.results())));
                default -> keep(s, alike(s, s.op(), s.results().stream().filter(v -> v.type() instanceof TileType).findFirst().map(states::of).orElse(WarpStates.WHOLE)));
            }
        }

        /** The op on the parts of its tiles that it wants for a part of its result. */
        private Op alike(Stmt s, Op op, int dim) {
            return rewritten(op, v -> v.type() instanceof TileType ? as(v, states.wanted(s, v, dim)) : now(v), dim);
        }

        /** The op over other operands, with a part of the type that it names: both at once, for its constructor compares them. */
        private Op rewritten(Op op, UnaryOperator<Value> operands, int dim) {
            Ops.Shape shape = Ops.Shape.of(op.getClass());
            Object[] values = shape.read(op);
            for (int i = 0; i < values.length; i++) {
                boolean type = shape.components().get(i).getName().equals("type");
                values[i] = switch (values[i]) {
                    case Value v -> operands.apply(v);
                    case List<?> list -> list.stream().map(x -> x instanceof Value v ? operands.apply(v) : x).toList();
                    case TileType t when type -> states.piece(t, dim);
                    case Object other -> other;
                };
            }
            return (Op) shape.make(values);
        }

        /** A tile as a statement wants it. */
        private Value as(Value old, int dim) {
            Op op = free.get(old);
            if (op != null) {
                return made(op, dim);
            }
            int from = states.of(old);
            return from == dim ? now(old) : exchange.through(now(old), (TileType) old.type(), from, dim);
        }

        /** A part of a tile that costs nothing. */
        private Value made(Op op, int dim) {
            Value v = code.emit(rewritten(op, x -> x, dim));
            if (!(op instanceof TileOp.Iota i) || i.dim() != dim) {
                return v;
            }
            Value first = code.emit(new CommonOp.Cast(start(i.type(), dim), ScalarType.I32));
            return code.emit(new CommonOp.Binary(BinaryOp.ADD, v, code.emit(new TileOp.Fill(first, (TileType) v.type()))));
        }

        /** Where the part of this warp begins along the dimension that is cut. */
        private Value start(TileType t, int dim) {
            return exchange.start(t.shape().get(dim) / warps);
        }

        private List<Value> moved(List<Value> offsets, List<Integer> dims, TileType t, int dim) {
            List<Value> now = new ArrayList<>(all(offsets));
            if (dim != WarpStates.WHOLE) {
                int d = dims.get(dim);
                now.set(d, code.emit(new CommonOp.Binary(BinaryOp.ADD, now.get(d), start(t, dim))));
            }
            return now;
        }

        private List<Value> all(List<Value> values) {
            return values.stream().map(this::now).toList();
        }

        /** What other warps did to a tensor before is done. */
        private void apart(Value buffer) {
            if (both.contains(buffer)) {
                code.all(new CommonOp.Barrier());
            }
        }

        private Value isFirst() {
            return code.emit(new CommonOp.Compare(CompareOp.EQ, warp, code.emit(Consts.i64(0))));
        }

        private void store(Stmt s, TileOp.Store t) {
            apart(t.buffer());
            TileType type = (TileType) t.tile().type();
            int dim = states.of(s);
            Value tile = as(t.tile(), dim);
            TileOp.Store part = new TileOp.Store(now(t.buffer()), t.field(), t.dims(), moved(t.offsets(), t.dims(), type, dim), t.guard(), all(t.limits()), tile);
            if (dim != WarpStates.WHOLE) {
                code.all(part);
            } else if (type.rank() == 0) {
                code.all(new CommonOp.If(isFirst(), code.region(List.of(), () -> written(part)), Region.of(List.of())));
            } else {
                code.all(byFirst(part));
            }
        }

        private List<Value> written(Op op) {
            code.all(op);
            return List.of();
        }

        /** The store with a limit that keeps all elements off in other warps than the first. */
        private TileOp.Store byFirst(TileOp.Store t) {
            List<Integer> guard = new ArrayList<>(t.guard());
            List<Value> limits = new ArrayList<>(t.limits());
            if (guard.isEmpty()) {
                guard.add(0);
                limits.add(code.emit(Consts.i64(Integer.MAX_VALUE)));
            }
            limits.set(0, code.emit(new CommonOp.Select(isFirst(), limits.getFirst(), code.emit(Consts.i64(0)))));
            return new TileOp.Store(t.buffer(), t.field(), t.dims(), t.offsets(), guard, limits, t.tile());
        }

        private void begin(Stmt s, TileOp.CopyBegin c) {
            apart(c.from());
            int dim = states.of(s);
            List<Integer> shape = states.piece(c.tile(), dim).shape();
            TileOp.CopyBegin part = new TileOp.CopyBegin(now(c.to()), c.toDims(), moved(c.toOffsets(), c.toDims(), c.tile(), dim), now(c.from()), c.dims(),
                    moved(c.offsets(), c.dims(), c.tile(), dim), c.guard(), all(c.limits()), shape);
            if (dim != WarpStates.WHOLE) {
                code.all(part);
            } else {
                code.all(new CommonOp.If(isFirst(), code.region(List.of(), () -> written(part)), Region.of(List.of())));
            }
        }

        /** Where every warp has all elements the first alone touches memory. */
        private List<Value> once(List<Value> mask, Value tile, int dim) {
            if (dim != WarpStates.WHOLE) {
                return mask;
            }
            Value first = code.emit(new TileOp.Fill(isFirst(), ((TileType) tile.type()).withElem(DType.U1)));
            return List.of(mask.isEmpty() ? first : code.emit(new CommonOp.Binary(BinaryOp.AND, mask.getFirst(), first)));
        }

        /** In each warp, then, where the dimension is cut, what the warps have together. */
        private void reduce(Stmt s, TileOp.Reduce r) {
            int from = free.containsKey(r.a()) ? WarpStates.WHOLE : states.of(r.a());
            int own = from == r.dim() ? WarpStates.WHOLE : from;
            Value part = code.emit(new TileOp.Reduce(r.op(), as(r.a(), from), r.dim(), states.piece(r.type(), own)));
            if (from == r.dim()) {
                part = together(r.op(), part);
            }
            int wanted = states.of(s.result());
            bind(s.result(), wanted == own ? part : exchange.through(part, r.type(), own, wanted));
        }

        private Value together(ReduceOp op, Value part) {
            TileType t = (TileType) part.type();
            Value parts = exchange.collected(part);
            List<Integer> shape = new ArrayList<>(((TileType) parts.type()).shape());
            shape.set(0, 1);
            Value whole = code.emit(new TileOp.Reduce(op, parts, 0, t.withShape(shape)));
            return code.emit(new TileOp.Reshape(whole, t));
        }

        private List<Value> carried(List<Value> values, List<Value> results) {
            List<Value> out = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                Value v = values.get(i);
                out.add(v.type() instanceof TileType ? as(v, states.of(results.get(i))) : now(v));
            }
            return out;
        }

        private Region yielding(Region r, List<Value> results) {
            List<Value> args = arguments(r);
            return code.region(args, () -> {
                r.body().forEach(this::stmt);
                return carried(r.yields(), results);
            });
        }

        @Override
        Region region(Region r) {
            return code.region(arguments(r), () -> inside(r));
        }

        private List<Value> arguments(Region r) {
            return r.args().stream().map(a -> {
                Value v = code.define(a.type() instanceof TileType t ? states.piece(t, states.of(a)) : a.type());
                bind(a, v);
                return v;
            }).toList();
        }
    }
}
