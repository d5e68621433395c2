package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers values from 0 in the order of the text, so that equal programs are equal texts whatever passes did before. */
final class Renumber implements Pass {
    @Override
    public String name() {
        return "renumber";
    }

    @Override
    public Kernel run(Kernel k) {
        Renaming r = new Renaming();
        List<Param> params = k.params().stream().map(p -> new Param(p.name(), p.access(), r.define(p.value()))).toList();
        return new Kernel(k.name(), k.level(), k.symbols(), params, k.grid(), k.lanes(), k.warps(), k.tuned(), r.body(k.body()));
    }

    private static final class Renaming {
        private final Map<Value, Value> now = new HashMap<>();

        Value define(Value old) {
            return now.computeIfAbsent(old, v -> new Value(now.size(), v.type()));
        }

        Region body(Region r) {
            List<Value> args = r.args().stream().map(this::define).toList();
            List<Stmt> body = r.body().stream().map(this::stmt).toList();
            return new Region(args, body, r.yields().stream().map(this::define).toList());
        }

        private Stmt stmt(Stmt s) {
            Op op = Ops.map(s.op(), this::define, this::body);
            return new Stmt(s.results().stream().map(this::define).toList(), op, s.source());
        }
    }
}
