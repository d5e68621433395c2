package intarsia.passes.cost;

import intarsia.ir.CommonOp;
import intarsia.ir.LaneOp;
import intarsia.ir.Stmt;
import intarsia.ir.Value;

/**
 * Statements that wait for one another: the longest way through a straight piece, in cycles of latency, and of that what goes from what a loop carries to what it carries on, which
 * no machine can hide behind other trips.
 */
final class Chains {
    private static final double LOAD = 6, FLOAT = 4, DIVIDE = 14, EXCHANGE = 4, CONVERT = 4, MULTIPLY = 4, TABLE = 5;

    /** By value, cycles after the begin of its piece when it is there, and after the begin of a trip where it depends on what is carried; −1 where it does not. */
    private final double[] ready, carried;
    private double longest, loop, runs;

    Chains(Course course, int hottest) {
        this.ready = new double[course.kernel.nextId()];
        this.carried = new double[ready.length];
        java.util.Arrays.fill(carried, -1);
        course.visits.stream().filter(v -> v.stmt().op() instanceof CommonOp.For).forEach(v -> ((CommonOp.For) v.stmt().op()).body().args().stream().skip(1).forEach(a -> carried[a.id()] = 0));
        for (Visit v : course.visits) if (v.piece() == hottest) visit(v);
        course.visits.stream().filter(v -> v.stmt().op() instanceof CommonOp.For).flatMap(v -> ((CommonOp.For) v.stmt().op()).body().yields().stream()).forEach(y -> loop = Math.max(loop, carried[y.id()]));
    }

    private void visit(Visit v) {
        double cycles = latency(v.stmt()), begin = 0, since = -1;
        for (Value o : v.operands()) {
            begin = Math.max(begin, ready[o.id()]);
            since = Math.max(since, carried[o.id()]);
        }
        for (Value r : v.stmt().results()) {
            ready[r.id()] = begin + cycles;
            carried[r.id()] = since < 0 ? -1 : since + cycles;
        }
        longest = Math.max(longest, begin + cycles);
        runs = Math.max(runs, v.times());
    }

    private static double latency(Stmt s) {
        return switch (OpClass.of(s)) {
            case LOAD -> LOAD;
            case FLOAT_ADD, FMA, FLOAT_MUL, DOT, SCALAR_FLOAT -> FLOAT;
            case FLOAT_DIVIDE -> DIVIDE;
            case EXCHANGE, EXTRACT -> s.op() instanceof LaneOp.Permute ? EXCHANGE + 1 : EXCHANGE;
            case CONVERT, SPLAT -> CONVERT;
            case INT_MUL -> MULTIPLY;
            case TABLE, DECODE -> TABLE;
            case CONSTANT, CONTROL, TOUCH, FENCE -> 0;
            default -> 1;
        };
    }

    /** Cycles of a block in which what is carried is waited for. */
    double waits() {
        return runs * loop;
    }

    void put(Vector out, double hotStatements) {
        out.put("hot.path", longest);
        out.put("hot.carried", loop);
        out.share("hot.parallel", hotStatements, longest);
        out.share("hot.carried.share", loop, hotStatements);
    }
}
