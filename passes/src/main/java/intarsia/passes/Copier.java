package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a kernel again, statement by statement; a pass overrides what it does otherwise. */
class Copier {
    final Code code;
    private final Map<Value, Value> now = new HashMap<>();

    Copier(Kernel k) {
        code = new Code(k.nextId());
        code.readOnlyParams(k);
    }

    /** The kernel with its body written again. */
    Kernel copy(Kernel k) {
        k.body().body().forEach(this::stmt);
        return k.withBody(new Region(k.body().args(), code.statements(), k.body().yields().stream().map(this::now).toList()));
    }

    /** Writes one statement. */
    void stmt(Stmt s) {
        code.at(s.source());
        keep(s, Ops.map(s.op(), this::now, this::region));
    }

    /** Writes {@code op} in place of a statement. */
    final void keep(Stmt s, Op op) {
        code.at(s.source());
        if (s.results().size() == 1 && Ops.regions(op).isEmpty()) {
            bind(s.result(), code.emit(op));
            return;
        }
        List<Value> results = code.all(op);
        for (int i = 0; i < results.size(); i++) {
            bind(s.results().get(i), results.get(i));
        }
    }

    /** A region with new arguments, its statements written again. */
    Region region(Region r) {
        List<Value> args = new ArrayList<>();
        for (Value a : r.args()) {
            Value v = code.define(a.type());
            bind(a, v);
            args.add(v);
        }
        return code.region(args, () -> inside(r));
    }

    /** Writes the statements of a region whose arguments are bound; gives what it yields now. */
    List<Value> inside(Region r) {
        r.body().forEach(this::stmt);
        return r.yields().stream().map(this::now).toList();
    }

    /** From here on {@code old} is {@code v}. */
    final void bind(Value old, Value v) {
        now.put(old, v);
    }

    /** What stands for a value of the old kernel. */
    final Value now(Value old) {
        return now.getOrDefault(old, old);
    }
}
