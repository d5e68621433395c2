package intarsia.codegen.jvm;

import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * After which statement of its own region a value is dead. A use inside a nested region counts for the statement that
 * holds the region: a loop may come back to it.
 */
final class Lifetimes {
    private final IdentityHashMap<Stmt, List<Value>> dying = new IdentityHashMap<>();

    private Lifetimes() {
    }

    static Lifetimes of(Region body) {
        Lifetimes l = new Lifetimes();
        l.scan(body);
        return l;
    }

    /** Results of statements of the same region that no later statement uses. */
    List<Value> dyingAfter(Stmt s) {
        return dying.getOrDefault(s, List.of());
    }

    /** Fills in the region and gives the values it uses from outside. */
    private Set<Value> scan(Region region) {
        Map<Value, Stmt> last = new HashMap<>();
        Set<Value> own = new HashSet<>(region.args());
        Set<Value> used = new HashSet<>();
        for (Stmt s : region.body()) {
            Set<Value> uses = new HashSet<>(Ops.operands(s.op()));
            Ops.regions(s.op()).forEach(r -> uses.addAll(scan(r)));
            uses.forEach(v -> last.computeIfPresent(v, (_, _) -> s));
            used.addAll(uses);
            own.addAll(s.results());
            s.results().forEach(v -> last.put(v, s));
        }
        region.yields().forEach(last::remove);
        last.forEach((v, s) -> dying.computeIfAbsent(s, _ -> new ArrayList<>()).add(v));
        used.addAll(region.yields());
        used.removeAll(own);
        return used;
    }
}
