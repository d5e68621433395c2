package intarsia.ir.verify;

import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.Value;
import java.util.ArrayList;
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
    private Map<Integer, Value> visible = new HashMap<>();
    /** The ids that are visible, in the order in which they became so. */
    private final List<Integer> trail = new ArrayList<>();

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
        int before = trail.size();
        r.args().forEach(v -> define(v, where));
        if (depth == 0 && k.level() == Level.TENSOR) {
            k.params().stream().filter(p -> p.access() == Param.Access.OUT).forEach(p -> visible.remove(p.value().id()));
        }
        for (Stmt s : r.body()) {
            String text = Ops.mnemonic(s.op());
            Ops.operands(s.op()).forEach(v -> use(v, s));
            for (Region inner : Ops.regions(s.op())) {
                inside(s, inner, text, depth + 1);
            }
            s.results().forEach(v -> define(v, text));
        }
        r.yields().forEach(v -> yielded(v, where));
        leave(before);
    }

    /** The body of a map sees its own values alone: tensors are no scalars. */
    private void inside(Stmt s, Region inner, String where, int depth) {
        Map<Integer, Value> outside = visible;
        visible = s.op() instanceof TensorOp.Map ? new HashMap<>() : outside;
        region(inner, where, depth);
        visible = outside;
    }

    /** What a region defines ends with it. */
    private void leave(int before) {
        while (trail.size() > before) {
            visible.remove(trail.removeLast());
        }
    }

    private void yielded(Value v, String where) {
        if (!v.equals(visible.get(v.id()))) {
            report.add(where, "yields " + v + ": " + v.type() + ", which is not defined there; " + known(v));
        }
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
            return;
        }
        visible.put(v.id(), v);
        trail.add(v.id());
    }
}
