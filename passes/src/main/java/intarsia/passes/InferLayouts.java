package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.ReduceOp;
import intarsia.ir.Region;
import intarsia.ir.SortOp;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Layout;
import intarsia.passes.layout.CostEstimator;
import intarsia.passes.layout.DotPlan;
import intarsia.passes.layout.LayoutChoice;
import intarsia.passes.layout.Uses;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Gives every tile the layout that {@link LayoutChoice} finds cheapest for the whole kernel, and puts a convert where a tile lies otherwise than
 * its use wants. What costs nothing in any layout is written again for every use.
 */
final class InferLayouts implements Pass {
    private final Target target;
    private final CostEstimator costs;

    InferLayouts(Target target, CostEstimator costs) {
        this.target = target;
        this.costs = costs;
    }

    @Override
    public String name() {
        return "infer-layouts";
    }

    @Override
    public Kernel run(Kernel k) {
        return new Writer(k, Compiler.layouts(k, target, costs)).copy(k);
    }

    /** Writes the kernel with the layouts of a choice. */
    private final class Writer extends Copier {
        private final LayoutChoice choice;
        /** Ops whose tiles are made at every use. */
        private final Map<Value, Op> free = new HashMap<>();

        Writer(Kernel k, LayoutChoice choice) {
            super(k);
            this.choice = choice;
        }

        @Override
        void stmt(Stmt s) {
            code.at(s.source());
            switch (s.op()) {
                case Op op when s.results().size() == 1 && choice.isFree(s.result()) -> free.put(s.result(), Ops.mapOperands(op, this::now));
                case TileOp.Load l -> load(s, l);
                case TileOp.Store t -> keep(s, Ops.map(t, v -> v.equals(t.tile()) ? as(v, choice.of(s)) : now(v), this::region));
                case TileOp.Pin(Value a, Layout l) -> bind(s.result(), as(a, l));
                case TileOp.Convert(Value a, TileType _) -> bind(s.result(), as(a, own(s)));
                case TileOp.Broadcast(Value a, TileType t) -> keep(s, new TileOp.Broadcast(as(a, own(s).operand(((TileType) a.type()).dims())), t.withLayout(own(s))));
                case TileOp.Transpose(Value a, List<Integer> perm, TileType t) -> {
                    Value from = placed(a);
                    Layout image = layout(from).permute(perm.stream().mapToInt(Integer::intValue).toArray());
                    moved(s, new TileOp.Transpose(from, perm, t.withLayout(image)), image);
                }
                case TileOp.Reshape(Value a, TileType t) -> {
                    Value from = placed(a);
                    Layout image = layout(from).reshape(t.dims()) instanceof Attempt.Done(Layout l) ? l : own(s);
                    moved(s, new TileOp.Reshape(from, t.withLayout(image)), image);
                }
                case TileOp.Lookup(Value table, Value index, TileType t) ->
                    keep(s, new TileOp.Lookup(placed(table), as(index, own(s)), t.withLayout(own(s))));
                case Op op when Uses.together(op) -> {
                    Layout at = together(s);
                    keep(s, typed(alike(op, at), at));
                }
                case TileOp.Scan(Value a, ReduceOp op, int dim, TileType t) -> keep(s, new TileOp.Scan(as(a, own(s)), op, dim, t.withLayout(own(s))));
                case TileOp.Sort(SortOp op, Value a, int dim, TileType t) -> keep(s, new TileOp.Sort(op, as(a, own(s)), dim, t.withLayout(own(s))));
                case TileOp.Dot d -> {
                    DotPlan p = DotPlan.of(d, target).orElseThrow(() -> new IllegalStateException("a dot without an atom is left; run expand-dot before"));
                    switch (p) {
                        case DotPlan.OfWarp w -> moved(s, dot(d, w.a(), w.b(), w.acc()), w.acc());
                        case DotPlan.OfLane l -> keep(s, dot(d, l.operand(true, own(s)), l.operand(false, own(s)), own(s)));
                    }
                }
                case TileOp.View v -> moved(s, new TileOp.View(as(v.a(), v.from()), v.from(), v.to(), v.type().withLayout(v.to())), v.to());
                case Op op when Uses.elementwise(op) && s.result().type() instanceof TileType -> keep(s, typed(alike(op, own(s)), own(s)));
                case CommonOp.For f -> keep(s, loop(f, s.results()));
                case CommonOp.While w -> keep(s, loop(w, s.results()));
                case CommonOp.If(Value c, Region a, Region b) -> keep(s, new CommonOp.If(now(c), yielding(a, s.results()), yielding(b, s.results())));
                default -> keep(s, typed(Ops.map(s.op(), this::placed, this::region), s.results().size() == 1 ? choice.of(s.result()) : Optional.empty()));
            }
        }

        private TileOp.Dot dot(TileOp.Dot d, Layout a, Layout b, Layout acc) {
            return new TileOp.Dot(as(d.a(), a), as(d.b(), b), as(d.acc(), acc), d.atom(), d.type().withLayout(acc));
        }

        private Layout own(Stmt s) {
            return choice.of(s.result()).orElseThrow();
        }

        /** The layout of the tiles of an op whose tiles lie alike: of that which has one, in rows where all cost nothing. */
        private Layout together(Stmt s) {
            List<Value> tiles = Stream.concat(s.results().stream(), Ops.operands(s.op()).stream()).filter(v -> v.type() instanceof TileType).toList();
            return tiles.stream().filter(v -> !choice.isFree(v)).findFirst().flatMap(choice::of).orElseGet(() -> choice.plain((TileType) tiles.getFirst().type()));
        }

        private void load(Stmt s, TileOp.Load l) {
            Op read = typed(Ops.mapOperands(l, this::now), choice.of(s));
            bind(s.result(), converted(code.emit(read), own(s)));
        }

        /** A result as its op leaves it, then as it is wanted. */
        private void moved(Stmt s, Op op, Layout image) {
            Value v = code.emit(op);
            bind(s.result(), image.equals(own(s)) ? v : converted(v, own(s)));
        }

        private Op alike(Op op, Layout l) {
            return Ops.map(op, v -> v.type() instanceof TileType ? as(v, l) : now(v), this::region);
        }

        /** A tile in a layout; one that costs nothing is made in it. */
        private Value as(Value old, Layout l) {
            Op op = free.get(old);
            return op == null ? converted(now(old), l) : code.emit(typed(op, l));
        }

        private Value converted(Value v, Layout l) {
            TileType t = (TileType) v.type();
            return t.layout().equals(Optional.of(l)) ? v : code.emit(new TileOp.Convert(v, t.withLayout(l)));
        }

        /** An operand that its op takes as it lies; one that costs nothing lies in rows. */
        private Value placed(Value old) {
            return free.containsKey(old) ? as(old, choice.plain((TileType) old.type())) : now(old);
        }

        private static Layout layout(Value v) {
            return ((TileType) v.type()).layout().orElseThrow();
        }

        private CommonOp.For loop(CommonOp.For f, List<Value> results) {
            List<Value> inits = carried(f.inits(), results);
            return new CommonOp.For(now(f.lo()), now(f.hi()), now(f.step()), inits, yielding(f.body(), results));
        }

        private CommonOp.While loop(CommonOp.While w, List<Value> results) {
            return new CommonOp.While(carried(w.inits(), results), region(w.test()), yielding(w.body(), results));
        }

        private List<Value> carried(List<Value> values, List<Value> results) {
            List<Value> out = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                Value v = values.get(i);
                Value result = results.get(i);
                out.add(v.type() instanceof TileType ? as(v, choice.of(result).orElseThrow()) : now(v));
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
            List<Value> args = arguments(r);
            return code.region(args, () -> inside(r));
        }

        private List<Value> arguments(Region r) {
            return r.args().stream().map(a -> {
                Value v = code.define(a.type() instanceof TileType t ? t.withLayout(choice.of(a).orElseThrow()) : a.type());
                bind(a, v);
                return v;
            }).toList();
        }
    }

    private static Op typed(Op op, Optional<Layout> l) {
        return l.map(x -> typed(op, x)).orElse(op);
    }

    /** The op with a layout in the type that it names. */
    private static Op typed(Op op, Layout l) {
        Ops.Shape shape = Ops.Shape.of(op.getClass());
        Object[] values = shape.read(op);
        List<RecordComponent> components = shape.components();
        for (int i = 0; i < values.length; i++) {
            if (components.get(i).getName().equals("type") && values[i] instanceof TileType t) {
                values[i] = t.withLayout(l);
                return (Op) shape.make(values);
            }
        }
        return op;
    }
}
