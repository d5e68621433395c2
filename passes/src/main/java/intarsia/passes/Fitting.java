package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Ops;
import intarsia.ir.Point;
import intarsia.ir.device.Target;
import intarsia.ir.tune.CodeTunables;
import java.util.HashMap;
import java.util.Map;

/** Makes the groups of a graph into tile kernels: by the rules with the largest tiles whose code is not too long for the target, or at a point. */
final class Fitting {
    private final Graph graph;
    private final Target target;
    private final boolean fixed;
    /** Statements of lane code, a lookup as many as its tables, by tile kernel: layers repeat kernels. */
    private final Map<Kernel, Integer> lengths = new HashMap<>();

    /** A kernel, and what was asked while it was built. */
    record Fitted(GroupKernel.Built built, Schedule schedule) {
    }

    /** @param fixed whether sums keep one order */
    Fitting(Graph graph, Target target, boolean fixed) {
        this.graph = graph;
        this.target = target;
        this.fixed = fixed;
    }

    /** The group by the rules, with the largest tiles that fit. */
    Fitted usual(Grouping.Group g) {
        Schedule s = Schedule.of(target, fixed);
        while (true) {
            GroupKernel.Built built = built(s, g);
            int statements = s.registers() == 1 ? 0 : statements(built.kernel());
            if (statements <= Schedule.MOST_STATEMENTS) {
                return new Fitted(built, s);
            }
            s = s.smaller(statements);
        }
    }

    /** The group at a point, which decides every tunable that is open. */
    GroupKernel.Built at(Grouping.Group g, Point point) {
        GroupKernel.Built built = built(Schedule.of(target, fixed).at(point), g);
        return new GroupKernel.Built(built.kernel().tuned(CodeTunables.said(point)), built.roots());
    }

    private GroupKernel.Built built(Schedule s, Grouping.Group g) {
        GroupKernel.Built built = GroupKernel.build(graph, s, g);
        return fixed ? new GroupKernel.Built(new FixSums().run(built.kernel()), built.roots()) : built;
    }

    /** Statements of the lane code of a kernel, which is lowered once. */
    int statements(Kernel tile) {
        return lengths.computeIfAbsent(tile, k -> {
            Kernel lane = Compiler.toLane(k, target, Compiler.Options.DEFAULT);
            Lowered.keep(k, target, lane);
            return statementsOf(lane);
        });
    }

    /** Statements of lane code, a lookup as many as its tables. */
    static int statementsOf(Kernel lane) {
        int[] n = {0};
        Ops.walk(lane.body(), r -> { }, x -> n[0] += x.op() instanceof LaneOp.Table t ? t.tables().size() : 1);
        return n[0];
    }
}
