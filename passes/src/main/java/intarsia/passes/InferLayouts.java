package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Layout;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives every tile a layout. By default the low digits of its row-major index lie on the lanes, the rest on slots: so
 * contiguous runs of memory are whole vectors. What is only there to be broadcast takes the layout that its consumer
 * needs of it: a scale a row becomes one scalar a row. Where an elementwise op meets another layout, a convert goes in
 * between.
 */
final class InferLayouts implements Pass {
    private final int lanes;

    InferLayouts(int lanes) {
        this.lanes = lanes;
    }

    @Override
    public String name() {
        return "infer-layouts";
    }

    @Override
    public Kernel run(Kernel k) {
        Map<Value, Layout> wanted = new Demands(k).all;
        return new Copier(k) {
            @Override
            void stmt(Stmt s) {
                code.at(s.source());
                Optional<Layout> own = s.results().size() == 1 && s.result().type() instanceof TileType t
                        ? Optional.of(wanted.getOrDefault(s.result(), layout(t))) : Optional.empty();
                if (own.isEmpty()) {
                    keep(s, rowMajor(Ops.map(s.op(), this::now, this::region)));
                } else {
                    keep(s, typed(laid(s.op(), own.get()), own.get()));
                }
            }

            // An op that wants its operands alike is made of such: its constructor refuses others.
            private Op laid(Op op, Layout l) {
                if (op instanceof TileOp.Lookup(Value table, Value index, TileType t)) {
                    return new TileOp.Lookup(now(table), as(now(index), l), t);
                }
                boolean alike = elementwise(op);
                return Ops.map(op, v -> alike && v.type() instanceof TileType ? as(now(v), l) : now(v), this::region);
            }

            // Carried values and what branches yield have the default layout.
            @Override
            Region region(Region r) {
                List<Value> args = r.args().stream().map(a -> {
                    Value v = code.define(a.type() instanceof TileType t ? t.withLayout(layout(t)) : a.type());
                    bind(a, v);
                    return v;
                }).toList();
                return code.region(args, () -> inside(r).stream().map(this::byDefault).toList());
            }

            private Op rowMajor(Op op) {
                return op instanceof CommonOp.For || op instanceof CommonOp.While ? Ops.mapOperands(op, this::byDefault) : op;
            }

            private Value byDefault(Value v) {
                return v.type() instanceof TileType t ? as(v, layout(t)) : v;
            }

            private Value as(Value v, Layout l) {
                TileType t = (TileType) v.type();
                return t.layout().equals(Optional.of(l)) ? v : code.emit(new TileOp.Convert(v, t.withLayout(l)));
            }
        }.copy(k);
    }

    private Layout layout(TileType t) {
        return t.layout().orElseGet(() -> Layout.rowMajor(lanes, t.dims()));
    }

    /** The op with a layout in the type that it names. */
    private static Op typed(Op op, Layout l) {
        Ops.Shape shape = Ops.Shape.of(op.getClass());
        Object[] values = shape.read(op);
        List<RecordComponent> components = shape.components();
        for (int i = 0; i < values.length; i++) {
            if (components.get(i).getName().equals("type") && values[i] instanceof TileType t && t.layout().isEmpty()) {
                values[i] = t.withLayout(l);
                return (Op) shape.make(values);
            }
        }
        return op;
    }

    /** Ops whose operands and result lie alike. */
    private static boolean elementwise(Op op) {
        return switch (op) {
            case CommonOp.Unary _, CommonOp.Binary _, CommonOp.Fma _, CommonOp.Compare _, CommonOp.Select _, CommonOp.Cast _, CommonOp.Bits _ -> true;
            default -> false;
        };
    }

    /** The layouts that consumers need of tiles that have no other use, from the last statement to the first. */
    private final class Demands {
        final Map<Value, Layout> all = new HashMap<>();
        private final Map<Value, Integer> uses = new HashMap<>();

        Demands(Kernel k) {
            Ops.walk(k.body(), r -> r.yields().forEach(v -> uses.merge(v, 2, Integer::sum)),
                    s -> Ops.operands(s.op()).forEach(v -> uses.merge(v, 1, Integer::sum)));
            List<Stmt> statements = new ArrayList<>();
            Ops.walk(k.body(), _ -> { }, statements::add);
            statements.reversed().forEach(this::statement);
        }

        private void statement(Stmt s) {
            switch (s.op()) {
                case TileOp.Broadcast(Value a, TileType t) -> demand(a, source(a, t, all.getOrDefault(s.result(), layout(t))));
                case TileOp.Reshape(Value a, TileType _) when all.containsKey(s.result()) ->
                    reshaped(a, all.getOrDefault(s.result(), Layout.UNIT)).ifPresent(l -> demand(a, l));
                case Op op when elementwise(op) && s.results().size() == 1 && all.containsKey(s.result()) ->
                    Ops.operands(op).stream().filter(v -> v.type() instanceof TileType)
                            .forEach(v -> demand(v, all.getOrDefault(s.result(), Layout.UNIT)));
                default -> { }
            }
        }

        private void demand(Value a, Layout l) {
            if (uses.getOrDefault(a, 0) == 1) {
                all.put(a, l);
            }
        }

        /** The layout of what is repeated into a tile: its repeated dimensions become replicas. */
        private Layout source(Value a, TileType to, Layout l) {
            List<Integer> from = ((TileType) a.type()).shape();
            Layout at = l;
            for (int d = 0; d < from.size(); d++) {
                if (!from.get(d).equals(to.shape().get(d))) {
                    at = at.reduce(d);
                }
            }
            return at;
        }

        private Optional<Layout> reshaped(Value a, Layout l) {
            return l.reshape(((TileType) a.type()).dims()) instanceof Attempt.Done(Layout done) ? Optional.of(done) : Optional.empty();
        }
    }
}
