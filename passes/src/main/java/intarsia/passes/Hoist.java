package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Moves statements of a loop that do not depend on it in front of it. Loads move too where nothing writes the
 * memory: their addresses are inside the buffer whether the loop runs or not. Words move where the loop then finds few of them outside: more would fill registers.
 */
final class Hoist implements Pass {
    /** Words that may wait outside of a loop: more are computed again rather than kept in registers or memory. */
    private static final int MOST_WORDS = 8;

    @Override
    public String name() {
        return "hoist";
    }

    @Override
    public Kernel run(Kernel k) {
        Set<Value> constantMemory = new HashSet<>();
        k.params().stream().filter(p -> p.access() == Param.Access.IN).forEach(p -> constantMemory.add(p.value()));
        return k.withBody(new Mover(constantMemory).region(k.body()));
    }

    /** From the innermost loops outwards. */
    private record Mover(Set<Value> constantMemory) {
        Region region(Region r) {
            List<Stmt> body = new ArrayList<>();
            for (Stmt s : r.body()) {
                Op op = Ops.map(s.op(), v -> v, this::region);
                if (op instanceof CommonOp.For f) {
                    body.addAll(leaving(f.body()));
                    op = new CommonOp.For(f.lo(), f.hi(), f.step(), f.inits(), staying(f.body()));
                }
                body.add(s.with(op));
            }
            return new Region(r.args(), body, r.yields());
        }

        private List<Stmt> leaving(Region loop) {
            List<Stmt> all = leaving(loop, true);
            return words(loop, all) <= MOST_WORDS ? all : leaving(loop, false);
        }

        /** Words that the loop would find outside and read. */
        private static long words(Region loop, List<Stmt> out) {
            Set<Value> moved = new HashSet<>();
            out.forEach(s -> moved.addAll(s.results()));
            Set<Value> used = new HashSet<>(loop.yields());
            Set<Stmt> gone = new HashSet<>(out);
            Ops.walk(loop, r -> used.addAll(r.yields()), s -> {
                if (!gone.contains(s)) {
                    used.addAll(Ops.operands(s.op()));
                }
            });
            return used.stream().filter(v -> v.type() instanceof LaneType && moved.contains(v)).count();
        }

        private List<Stmt> leaving(Region loop, boolean words) {
            Set<Value> inside = new HashSet<>(loop.args());
            List<Stmt> out = new ArrayList<>();
            for (Stmt s : loop.body()) {
                if (movable(s, words) && Ops.operands(s.op()).stream().noneMatch(inside::contains)) {
                    out.add(s);
                } else {
                    inside.addAll(s.results());
                }
            }
            return out;
        }

        private Region staying(Region loop) {
            Set<Stmt> gone = new HashSet<>(leaving(loop));
            return new Region(loop.args(), loop.body().stream().filter(s -> !gone.contains(s)).toList(), loop.yields());
        }

        private boolean movable(Stmt s, boolean words) {
            boolean one = s.results().size() == 1 && (words || s.result().type() instanceof ScalarType);
            if (!one || !Ops.regions(s.op()).isEmpty() || Ops.hasEffect(s.op())) {
                return false;
            }
            return switch (s.op()) {
                case LaneOp.Ld ld -> constantMemory.contains(ld.at().base());
                case CommonOp.Binary b -> !divides(b);
                default -> true;
            };
        }

        /** Division by zero stops the program: it stays where it is reached. */
        private static boolean divides(CommonOp.Binary b) {
            return b.a().type() != ScalarType.F32 && b.op().divides();
        }
    }
}
