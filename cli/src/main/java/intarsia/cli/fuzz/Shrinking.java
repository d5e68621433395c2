package intarsia.cli.fuzz;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.verify.Verifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Makes a failing kernel smaller: statements become constants or go, as long as it fails. */
final class Shrinking {
    private static final int MOST_STEPS = 400;

    private Shrinking() {
    }

    /** A smaller launch that still fails; the same where nothing can go. */
    static Launch of(Launch l, Predicate<Launch> fails) {
        Launch at = l;
        int steps = 0;
        boolean changed = true;
        while (changed && steps < MOST_STEPS) {
            changed = false;
            int size = count(at.kernel().body());
            for (int i = size - 1; i >= 0 && steps < MOST_STEPS; i--) {
                steps++;
                Launch next = without(at, i);
                if (next != at && holds(next, fails)) {
                    at = next;
                    changed = true;
                }
            }
        }
        return at;
    }

    private static boolean holds(Launch l, Predicate<Launch> fails) {
        try {
            return Verifier.verify(l.kernel()).isEmpty() && fails.test(l);
        } catch (RuntimeException e) {
            return false; // it fails in another way
        }
    }

    private static int count(Region r) {
        int[] n = {0};
        Ops.walk(r, _ -> { }, _ -> n[0]++);
        return n[0];
    }

    private static Launch without(Launch l, int index) {
        int[] at = {index};
        Region body = drop(l.kernel().body(), at);
        Kernel k = l.kernel().withBody(unused(body));
        return k.equals(l.kernel()) ? l : new Launch(k, l.sizes(), l.kinds(), l.seed());
    }

    private static Region drop(Region r, int[] at) {
        List<Stmt> body = new ArrayList<>();
        for (Stmt s : r.body()) {
            if (at[0]-- == 0) {
                body.addAll(instead(s));
            } else {
                Op op = Ops.map(s.op(), v -> v, inner -> drop(inner, at));
                body.add(s.with(op));
            }
        }
        return new Region(r.args(), body, r.yields());
    }

    /** Constants where values are used, nothing where there are none. */
    private static List<Stmt> instead(Stmt s) {
        List<Stmt> all = new ArrayList<>();
        for (Value v : s.results()) {
            boolean tile = v.type() instanceof TileType && !(s.op() instanceof CommonOp.Const);
            if (!tile) {
                return List.of(s);
            }
            all.add(new Stmt(List.of(v), new CommonOp.Const(v.type(), 1), s.source()));
        }
        return all;
    }

    /** Without pure statements that nobody uses. */
    private static Region unused(Region r) {
        Set<Value> used = new HashSet<>(r.yields());
        Ops.walk(r, inner -> used.addAll(inner.yields()), s -> used.addAll(Ops.operands(s.op())));
        List<Stmt> kept = new ArrayList<>();
        for (Stmt s : r.body()) {
            if (Ops.hasEffect(s.op()) || s.results().isEmpty() || s.results().stream().anyMatch(used::contains)) {
                kept.add(s);
            }
        }
        Region now = new Region(r.args(), kept, r.yields());
        return kept.size() == r.body().size() ? now : unused(now);
    }
}
