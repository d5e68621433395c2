package intarsia.ir.verify;

import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A value is defined once, before its uses and around them, with one type. */
final class ScopeRules {
    static final int MAX_DEPTH = 32;

    private final Kernel k;
    private final Report report;
    private final Set<Integer> defined = new HashSet<>();
    private final Map<Integer, Value> visible = new HashMap<>();

    ScopeRules(Kernel k, Report report) {
        this.k = k;
        this.report = report;
    }

    void check() {
        region(k.body(), "the body of " + k.name(), 0);
    }

    private void region(Region r, String where, int depth) {
        if (depth > MAX_DEPTH) {
            report.add(where, "regions nested deeper than " + MAX_DEPTH);
            return;
        }
        r.args().forEach(v -> define(v, where));
        if (depth == 0 && k.level() == Level.TENSOR) {
            k.params().stream().filter(p -> p.access() == Param.Access.OUT).forEach(p -> visible.remove(p.value().id()));
        }
        for (Stmt s : r.body()) {
            String text = Ops.mnemonic(s.op());
            Ops.operands(s.op()).forEach(v -> use(v, s));
            List<Region> regions = Ops.regions(s.op());
            Map<Integer, Value> outside = regions.isEmpty() ? Map.of() : Map.copyOf(visible);
            for (Region inner : regions) {
                if (s.op() instanceof TensorOp.Map) {
                    visible.clear(); // tensors are no scalars: a map sees its own
                }
                region(inner, text, depth + 1);
                visible.clear();
                visible.putAll(outside);
            }
            s.results().forEach(v -> define(v, text));
        }
        r.yields().forEach(v -> report.check(v.equals(visible.get(v.id())), where, "yields " + v + ": " + v.type() + ", which is not defined there; "
                + known(v)));
    }

    private void use(Value v, Stmt s) {
        if (!v.equals(visible.get(v.id()))) {
            report.add(s, v + ": " + v.type() + " is used where it is not defined; " + known(v));
        }
    }

    private String known(Value v) {
        Value other = visible.get(v.id());
        return other != null ? "there it is a " + other.type() : defined.contains(v.id()) ? "it is defined in a region that has ended" : "it is defined nowhere before";
    }

    private void define(Value v, String where) {
        if (v.id() < 0 || !defined.add(v.id())) {
            report.add(where, v + " is defined twice");
        }
        visible.put(v.id(), v);
    }
}
