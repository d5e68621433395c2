package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import intarsia.ir.tune.CodeTunables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Moves loads of memory that nothing writes, and what is taken out of one word of theirs, to where their first result is used, so that few of them wait in registers.
 */
final class SinkLoads implements Pass {
    @Override
    public String name() {
        return "sink-loads";
    }

    @Override
    public Kernel run(Kernel k) {
        return CodeTunables.value(CodeTunables.SINK, k.tuned()) == 0 ? k : k.withBody(new Mover(k.readOnly(), Constants.of(k)).region(k.body()));
    }

    /** A statement that waits for a use of a result, and how many waited before it. */
    private record Waiting(int number, Stmt stmt) {
    }

    private record Mover(Set<Value> constantMemory, Constants constants) {
        Region region(Region r) {
            List<Stmt> body = new ArrayList<>();
            Map<Value, Waiting> waiting = new HashMap<>();
            int number = 0;
            for (Stmt s : r.body()) {
                if (s.op() instanceof LaneOp.Ld ld ? constantMemory.contains(ld.at().base()) : taken(s)) {
                    Waiting w = new Waiting(number++, s);
                    s.results().forEach(v -> waiting.put(v, w));
                    continue;
                }
                release(uses(s.op()), waiting, body);
                body.add(s.with(Ops.map(s.op(), v -> v, this::region)));
            }
            release(new HashSet<>(r.yields()), waiting, body);
            return new Region(r.args(), body, r.yields());
        }

        /** Whether it computes a word from one other. */
        private boolean taken(Stmt s) {
            boolean word = s.results().size() == 1 && s.result().type() instanceof LaneType && !constants.contains(s.result()) && !Ops.hasEffect(s.op())
                    && Ops.regions(s.op()).isEmpty();
            return word && Ops.operands(s.op()).stream().filter(v -> v.type() instanceof LaneType && !constants.contains(v)).count() == 1;
        }

        /** Puts what computes used values into the body, in the order in which it began to wait. */
        private static void release(Set<Value> used, Map<Value, Waiting> waiting, List<Stmt> body) {
            SortedMap<Integer, Stmt> now = new TreeMap<>();
            used.stream().map(waiting::get).filter(Objects::nonNull).forEach(w -> now.put(w.number, w.stmt));
            now.values().forEach(s -> {
                release(uses(s.op()), waiting, body);
                if (s.results().stream().anyMatch(waiting::containsKey)) {
                    s.results().forEach(waiting::remove);
                    body.add(s);
                }
            });
        }

        /** What an op reads, in its regions too. */
        private static Set<Value> uses(Op op) {
            Set<Value> used = new HashSet<>(Ops.operands(op));
            Ops.regions(op).forEach(r -> {
                used.addAll(r.yields());
                Ops.walk(r, inner -> used.addAll(inner.yields()), s -> used.addAll(Ops.operands(s.op())));
            });
            return used;
        }
    }
}
