package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Drops statements without effect whose values nobody uses. */
final class DeadCode {
    private final Set<Value> used = new HashSet<>();

    private DeadCode() {
    }

    static Kernel drop(Kernel k) {
        return k.withBody(new DeadCode().region(k.body()));
    }

    /** From the end, so that every use is seen before its definition. */
    private Region region(Region r) {
        used.addAll(r.yields());
        List<Stmt> kept = new ArrayList<>();
        for (Stmt s : r.body().reversed()) {
            if (Ops.hasEffect(s.op()) || s.results().stream().anyMatch(used::contains)) {
                Op op = Ops.map(s.op(), v -> v, this::region);
                used.addAll(Ops.operands(op));
                kept.add(s.with(op));
            }
        }
        return kept.size() == r.body().size() && same(kept, r) ? r : new Region(r.args(), kept.reversed(), r.yields());
    }

    private static boolean same(List<Stmt> kept, Region r) {
        for (int i = 0; i < kept.size(); i++) {
            if (kept.get(i).op() != r.body().get(kept.size() - 1 - i).op()) {
                return false;
            }
        }
        return true;
    }
}
