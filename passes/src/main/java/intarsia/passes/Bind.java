package intarsia.passes;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Symbol;
import intarsia.ir.TensorType;
import intarsia.ir.Type;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts values for symbols, from then on constants of the kernel. */
public final class Bind implements Pass {
    private final Map<String, Expr> values;

    public Bind(Map<String, Long> values) {
        Map<String, Expr> exprs = new HashMap<>();
        values.forEach((n, v) -> exprs.put(n, Expr.of(v)));
        this.values = Map.copyOf(exprs);
    }

    @Override
    public String name() {
        return "bind";
    }

    @Override
    public Kernel run(Kernel k) {
        if (k.symbols().stream().noneMatch(s -> values.containsKey(s.name()))) {
            return k;
        }
        for (Symbol s : k.symbols()) {
            Expr v = values.get(s.name());
            if (v != null) {
                s.check(v.constant());
            }
        }
        List<Param> params = new ArrayList<>();
        Copier copier = new Copier(k) {
            @Override
            void stmt(Stmt s) {
                code.at(s.source());
                keep(s, bound(Ops.map(s.op(), this::now, this::region)));
            }
        };
        for (Param p : k.params()) {
            Value v = new Value(p.value().id(), bind(p.type()));
            copier.bind(p.value(), v);
            params.add(new Param(p.name(), p.access(), v));
        }
        List<Value> args = new ArrayList<>(params.stream().map(Param::value).toList());
        args.addAll(k.body().args().subList(params.size(), k.body().args().size()));
        List<Value> yields = copier.inside(k.body());
        return new Kernel(k.name(), k.level(), k.symbols().stream().filter(s -> !values.containsKey(s.name())).toList(), params,
                k.grid().stream().map(e -> e.bind(values)).toList(), k.lanes(), k.warps(), k.tuned(),
                new Region(args, copier.code.statements(), yields));
    }

    /** The op with the symbols in its own components bound: in sizes, and in the type that it names. */
    private Op bound(Op op) {
        Ops.Shape shape = Ops.Shape.of(op.getClass());
        Object[] old = shape.read(op);
        Object[] now = new Object[old.length];
        for (int i = 0; i < old.length; i++) {
            now[i] = switch (old[i]) {
                case Expr e -> e.bind(values);
                case Type t -> bind(t);
                case List<?> list -> list.stream().map(x -> x instanceof Expr e ? e.bind(values) : x).toList();
                case Object other -> other;
            };
        }
        return Arrays.equals(old, now) ? op : (Op) shape.make(now);
    }

    private Type bind(Type t) {
        return switch (t) {
            case BufferType b -> new BufferType(b.format(), bind(b.shape()), bind(b.strides()), b.offset().bind(values), b.range());
            case TensorType u -> u.withDims(u.dims().stream().map(d -> new TensorType.Dim(d.name(), d.size().bind(values))).toList());
            case Type other -> other;
        };
    }

    private List<Expr> bind(List<Expr> exprs) {
        return exprs.stream().map(e -> e.bind(values)).toList();
    }
}
