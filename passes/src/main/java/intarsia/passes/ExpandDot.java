package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.ReduceOp;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.type.DType;
import intarsia.passes.layout.DotPlan;
import intarsia.passes.layout.LayoutConflictException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Names the atom that every dot is made of: of those that fit, and products broadcast over both outer dimensions with a sum, what makes the
 * whole kernel cheapest with the layouts that it then gets. Where no atom fits, products and a sum are what is left.
 */
final class ExpandDot implements Pass {
    private static final String EXPANDED = "products and a sum";

    private final Target target;

    ExpandDot(Target target) {
        this.target = target;
    }

    /** A way to compute a dot: the kernel with it, and what that costs. */
    private record Option(String name, Kernel kernel, double cost) {
    }

    @Override
    public String name() {
        return "expand-dot";
    }

    @Override
    public Kernel run(Kernel k) {
        return run(k, _ -> { });
    }

    /** What every dot of several atoms would cost by each, a line a choice. */
    String explain(Kernel k) {
        StringBuilder out = new StringBuilder();
        run(k, out::append);
        return out.toString();
    }

    private Kernel run(Kernel k, Consumer<String> lines) {
        Kernel now = k;
        for (Stmt open = open(now); open != null; open = open(now)) {
            now = best(now, open, lines);
        }
        return now;
    }

    /** The first dot whose atom is not settled. */
    private @Nullable Stmt open(Kernel k) {
        List<Stmt> found = new ArrayList<>();
        Ops.walk(k.body(), _ -> { }, s -> {
            if (s.op() instanceof TileOp.Dot d && (plan(s, d).isEmpty() || d.atom().equals(TileOp.Dot.ANY))) {
                found.add(s);
            }
        });
        return found.isEmpty() ? null : found.getFirst();
    }

    private Kernel best(Kernel k, Stmt s, Consumer<String> lines) {
        TileOp.Dot d = (TileOp.Dot) s.op();
        List<DotPlan> plans = DotPlan.all(d, target);
        if (plans.isEmpty()) {
            return with(k, s, Optional.empty());
        }
        @Nullable Option best = null;
        StringBuilder others = new StringBuilder();
        for (DotPlan p : plans) {
            best = cheaper(best, p.atom().name(), p.cycles(), with(k, s, Optional.of(p.atom().name())), others);
        }
        double products = 2.0 * d.type().size() * ((TileType) d.a().type()).shape().get(1) / target.lanes();
        best = cheaper(best, EXPANDED, products, with(k, s, Optional.empty()), others);
        lines.accept("dot by " + best.name + " costs " + number(best.cost) + " in all" + others + "\n");
        return best.kernel;
    }

    /** The cheaper of the best so far and another, whose arithmetic alone takes so much. */
    private Option cheaper(@Nullable Option best, String name, double least, Kernel k, StringBuilder others) {
        if (best == null) {
            return new Option(name, k, cost(k));
        }
        if (least >= best.cost) {
            others.append("\n  not ").append(name).append(", at least ").append(number(least));
            return best;
        }
        Option other = new Option(name, k, cost(k));
        Option worse = other.cost < best.cost ? best : other;
        others.append("\n  not ").append(worse.name).append(", ").append(number(worse.cost));
        return worse == best ? other : best;
    }

    /** Infinite where demands in the kernel stand against it. */
    private double cost(Kernel k) {
        try {
            return Compiler.layouts(k, target).cost();
        } catch (LayoutConflictException e) {
            return Double.POSITIVE_INFINITY;
        }
    }

    private static String number(double cost) {
        return String.format(Locale.ROOT, "%.1f", cost);
    }

    /** The kernel with one dot by an atom, or expanded. */
    private Kernel with(Kernel k, Stmt dot, Optional<String> atom) {
        return new Copier(k) {
            @Override
            void stmt(Stmt s) {
                if (s == dot && s.op() instanceof TileOp.Dot(Value a, Value b, Value acc, String _, TileType t)) {
                    code.at(s.source());
                    bind(s.result(), atom.map(x -> code.emit(new TileOp.Dot(now(a), now(b), now(acc), x, t)))
                            .orElseGet(() -> expand(code, now(a), now(b), now(acc))));
                } else {
                    super.stmt(s);
                }
            }
        }.copy(k);
    }

    private Optional<DotPlan> plan(Stmt s, TileOp.Dot d) {
        try {
            return DotPlan.of(d, target);
        } catch (LayoutConflictException e) {
            throw e.at(s);
        }
    }

    private static Value expand(Code code, Value a, Value b, Value acc) {
        TileType t = (TileType) acc.type();
        int m = t.shape().get(0);
        int n = t.shape().get(1);
        int k = ((TileType) a.type()).shape().get(1);
        Value x = spread(code, a, t.elem(), List.of(m, 1, k), List.of(m, n, k));
        Value y = spread(code, b, t.elem(), List.of(1, n, k), List.of(m, n, k));
        Value products = code.emit(new CommonOp.Binary(BinaryOp.MUL, x, y));
        Value sums = code.emit(new TileOp.Reduce(ReduceOp.SUM, products, 2, t.withShape(List.of(m, n, 1))));
        return code.emit(new CommonOp.Binary(BinaryOp.ADD, acc, code.emit(new TileOp.Reshape(sums, t.withShape(List.of(m, n))))));
    }

    private static Value spread(Code code, Value v, DType elem, List<Integer> column, List<Integer> full) {
        TileType t = (TileType) v.type();
        Value cast = code.emit(new CommonOp.Cast(v, t.withElem(elem)));
        TileType as = t.withElem(elem).withShape(column);
        Value reshaped = code.emit(new TileOp.Reshape(cast, as));
        return code.emit(new TileOp.Broadcast(reshaped, as.withShape(full)));
    }
}
