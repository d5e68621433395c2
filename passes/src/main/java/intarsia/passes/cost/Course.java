package intarsia.passes.cost;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Level;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * How often each statement of lane code runs. Loops of constant or known ends are counted exactly; a condition is decided as in the middle of the loops around
 * it, so that guarded edges count as what they are, rare; where it is not known both sides count half.
 */
final class Course {
    private static final double HALF = 0.5;

    final Kernel kernel;
    /** Blocks of the grid, at least 1. */
    final double blocks;
    final List<Visit> visits = new ArrayList<>();
    /** Loops in the order of their ends, without that of the blocks. */
    final List<Loop> loops = new ArrayList<>();
    final KnownScalars scalars;
    private int pieces;

    Course(Kernel lane, Setting setting) {
        if (lane.level() != Level.LANE) throw new IllegalArgumentException("kernel " + lane.name() + " is at the " + lane.level().text() + " level; wanted lane code");
        kernel = lane;
        blocks = Math.max(1, lane.grid().stream().mapToDouble(e -> e.eval(setting.of(lane))).reduce(1, (a, b) -> a * b));
        scalars = new KnownScalars(lane, setting);
        walk(lane.body(), 1, List.of());
    }

    int pieces() {
        return pieces + 1;
    }

    private void walk(Region r, double times, List<Loop> around) {
        for (Stmt s : r.body()) {
            visits.add(new Visit(s, Ops.operands(s.op()), times, around, pieces));
            switch (s.op()) {
                case LaneOp.Blocks b -> blocks(b);
                case CommonOp.For f -> loop(f, times, around);
                case CommonOp.While w -> loop(w, times, around);
                case CommonOp.If i -> either(s, i, times, around);
                case Op _ -> scalars.define(s);
            }
        }
    }

    private void blocks(LaneOp.Blocks b) {
        scalars.put(b.body().args().getFirst(), Scalar.counter(Math.floor(blocks / 2), 1, 0));
        inside(b.body(), 1, List.of(), new Loop(blocks, true, visits.size(), visits.size() + size(b.body())));
    }

    private void loop(CommonOp.For f, double times, List<Loop> around) {
        Scalar lo = scalars.of(f.lo()), hi = scalars.of(f.hi()), step = scalars.of(f.step());
        boolean sure = lo.known() && hi.known() && step.known() && step.value() > 0;
        double trips = sure ? Math.max(0, Math.ceil((hi.value() - lo.value()) / step.value())) : Loop.GUESS;
        if (sure) scalars.put(f.body().args().getFirst(), Scalar.counter(lo.value() + Math.floor(trips / 2) * step.value(), step.value(), Math.max(1, around.size())));
        Loop l = new Loop(trips, sure, visits.size(), visits.size() + size(f.body()));
        inside(f.body(), times * trips, around, l);
        loops.add(l);
    }

    private void loop(CommonOp.While w, double times, List<Loop> around) {
        Loop l = new Loop(Loop.GUESS, false, visits.size(), visits.size() + size(w.test()) + size(w.body()));
        inside(w.test(), times * l.trips(), around, l);
        inside(w.body(), times * l.trips(), around, l);
        loops.add(l);
    }

    private void inside(Region body, double times, List<Loop> around, Loop l) {
        List<Loop> now = new ArrayList<>(around);
        now.add(l);
        pieces++;
        walk(body, times, List.copyOf(now));
        pieces++;
    }

    private void either(Stmt s, CommonOp.If i, double times, List<Loop> around) {
        Scalar c = scalars.of(i.cond());
        double then = !c.known() ? HALF : c.value() != 0 ? 1 : 0;
        pieces++;
        walk(i.then(), times * then, around);
        pieces++;
        walk(i.otherwise(), times * (1 - then), around);
        pieces++;
        if (c.known()) scalars.same(s.results(), (then == 1 ? i.then() : i.otherwise()).yields());
    }

    /** Statements in the regions of one. */
    static int inside(Stmt s) {
        return Ops.regions(s.op()).stream().mapToInt(Course::size).sum();
    }

    static int size(Region r) {
        int[] n = {0};
        Ops.walk(r, _ -> { }, _ -> n[0]++);
        return n[0];
    }

    /** By the number of a value: where it is defined, as the number of its statement, of what loops and conditions give that of their last; −1 of parameters. */
    int[] definitions() {
        int[] at = new int[kernel.nextId()];
        java.util.Arrays.fill(at, -1);
        for (int i = 0; i < visits.size(); i++) {
            Stmt s = visits.get(i).stmt();
            for (Value v : s.results()) at[v.id()] = i + inside(s);
            for (Region r : Ops.regions(s.op())) for (Value v : r.args()) at[v.id()] = i;
        }
        return at;
    }
}
