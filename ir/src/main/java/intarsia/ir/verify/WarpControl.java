package intarsia.ir.verify;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * No barrier stands under control that depends on the index of the warp. A value depends on it if an operand does, or the
 * control it was chosen by; what is loaded depends on it if the address does. Found as a fixed point over carried values.
 */
final class WarpControl {
    private final Kernel k;
    private final Report report;
    private final Set<Value> dependent = new HashSet<>();

    WarpControl(Kernel k, Report report) {
        this.k = k;
        this.report = report;
    }

    void check() {
        int before;
        do {
            before = dependent.size();
            region(k.body(), 0);
        } while (dependent.size() > before);
        barriers(k.body(), false, 0);
    }

    private void region(Region r, int depth) {
        if (depth > ScopeRules.MAX_DEPTH) {
            return;
        }
        for (Stmt s : r.body()) {
            Ops.regions(s.op()).forEach(inner -> region(inner, depth + 1));
            switch (s.op()) {
                case LaneOp.Warp _ -> dependent.addAll(s.results());
                case CommonOp.For f -> {
                    mark(steered(f), f.body().args().getFirst());
                    carry(f.inits(), f.body().args().subList(1, f.body().args().size()), f.body().yields(), s.results(), steered(f));
                }
                case CommonOp.While w -> {
                    carry(w.inits(), w.test().args(), w.body().yields(), s.results(), steered(w));
                    carry(w.inits(), w.body().args(), w.body().yields(), s.results(), steered(w));
                }
                case CommonOp.If i -> carry(i.then().yields(), List.of(), i.otherwise().yields(), s.results(), steered(i));
                default -> {
                    if (Ops.operands(s.op()).stream().anyMatch(dependent::contains)) {
                        dependent.addAll(s.results());
                    }
                }
            }
        }
    }

    /** One value of several lists that belong together: if one depends, all do. The last list is the results. */
    private void carry(List<Value> inits, List<Value> args, List<Value> yields, List<Value> results, boolean steered) {
        for (int i = 0; i < results.size(); i++) {
            boolean any = steered || depends(inits, i) || depends(args, i) || depends(yields, i);
            mark(any, results.get(i));
            if (i < args.size()) {
                mark(any, args.get(i));
            }
        }
    }

    private boolean depends(List<Value> values, int i) {
        return i < values.size() && dependent.contains(values.get(i));
    }

    private void mark(boolean any, Value v) {
        if (any) {
            dependent.add(v);
        }
    }

    /** Whether what decides where control goes in an op depends on the warp. */
    private boolean steered(CommonOp op) {
        return switch (op) {
            case CommonOp.For(Value lo, Value hi, Value step, var _, var _) -> List.of(lo, hi, step).stream().anyMatch(dependent::contains);
            case CommonOp.If(Value cond, var _, var _) -> dependent.contains(cond);
            case CommonOp.While(var _, Region test, var _) -> test.yields().stream().anyMatch(dependent::contains);
            default -> false;
        };
    }

    private void barriers(Region r, boolean steered, int depth) {
        if (depth > ScopeRules.MAX_DEPTH) {
            return;
        }
        for (Stmt s : r.body()) {
            report.check(!(steered && s.op() instanceof CommonOp.Barrier), s, "barrier under control that depends on the index of the warp");
            boolean now = steered || s.op() instanceof CommonOp c && steered(c);
            Ops.regions(s.op()).forEach(inner -> barriers(inner, now, depth + 1));
        }
    }
}
