package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Moves statements of a loop that do not depend on it in front of it. Loads move too where nothing writes the
 * memory: their addresses are inside the buffer whether the loop runs or not. That is not known of what lanes index by computed numbers: it moves where the loop surely runs.
 * Words move where the loop then finds few of them outside: more would fill registers.
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
        return k.withBody(new Mover(k.readOnly(), Constants.of(k)).region(k.body()));
    }

    /** From the innermost loops outwards. */
    private record Mover(Set<Value> constantMemory, Constants constants) {
        Region region(Region r) {
            List<Stmt> body = new ArrayList<>();
            for (Stmt s : r.body()) {
                Op op = Ops.map(s.op(), v -> v, this::region);
                if (op instanceof CommonOp.For f) {
                    List<Stmt> out = leaving(f.body(), runs(f));
                    body.addAll(out);
                    op = new CommonOp.For(f.lo(), f.hi(), f.step(), f.inits(), without(f.body(), out));
                }
                body.add(s.with(op));
            }
            return new Region(r.args(), body, r.yields());
        }

        /** Whether a loop makes a trip, whatever the sizes. */
        private boolean runs(CommonOp.For f) {
            OptionalLong lo = constants.number(f.lo());
            OptionalLong hi = constants.number(f.hi());
            return lo.isPresent() && hi.isPresent() && lo.getAsLong() < hi.getAsLong();
        }

        private List<Stmt> leaving(Region loop, boolean runs) {
            List<Stmt> all = leaving(loop, s -> movable(s, runs));
            return words(loop, all) <= MOST_WORDS ? all : leaving(loop, s -> s.results().stream().noneMatch(v -> v.type() instanceof LaneType) && movable(s, runs));
        }

        /** Words that the loop would find outside and read; constants wait in memory, if need be. */
        private long words(Region loop, List<Stmt> out) {
            Set<Value> moved = new HashSet<>();
            out.forEach(s -> moved.addAll(s.results()));
            Set<Value> used = new HashSet<>(loop.yields());
            Set<Stmt> gone = new HashSet<>(out);
            Ops.walk(loop, r -> used.addAll(r.yields()), s -> {
                if (!gone.contains(s)) {
                    used.addAll(Ops.operands(s.op()));
                }
            });
            return used.stream().filter(v -> v.type() instanceof LaneType && moved.contains(v) && !constants.contains(v)).count();
        }

        private static List<Stmt> leaving(Region loop, Predicate<Stmt> movable) {
            Set<Value> inside = new HashSet<>(loop.args());
            List<Stmt> out = new ArrayList<>();
            for (Stmt s : loop.body()) {
                if (movable.test(s) && Ops.operands(s.op()).stream().noneMatch(inside::contains)) {
                    out.add(s);
                } else {
                    inside.addAll(s.results());
                }
            }
            return out;
        }

        private static Region without(Region loop, List<Stmt> out) {
            Set<Stmt> gone = new HashSet<>(out);
            return new Region(loop.args(), loop.body().stream().filter(s -> !gone.contains(s)).toList(), loop.yields());
        }

        private boolean movable(Stmt s, boolean runs) {
            if (s.results().size() != 1 || !Ops.regions(s.op()).isEmpty() || Ops.hasEffect(s.op())) {
                return false;
            }
            return switch (s.op()) {
                case LaneOp.Ld ld -> constantMemory.contains(ld.at().base()) && (runs || ld.at().lanes().isEmpty() || constants.contains(ld.at().lanes().get()));
                case LaneOp.Permute p -> runs || constants.contains(p.index());
                case LaneOp.Table t -> runs || constants.contains(t.index());
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
