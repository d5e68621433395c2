package intarsia.passes.cost;

import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Type;
import intarsia.ir.device.Target;
import intarsia.ir.device.Target.Feature;
import intarsia.ir.tune.CodeTunables;

/**
 * Where generators put fences between loads, as the kernel says ({@link CodeTunables#FENCE}), and what lies between them: a compiler may move loads up to the fence before them,
 * or to where their straight piece begins.
 */
final class Fences {
    private final Course course;
    private final int every;
    /** By statement: the number of the last one that a load there cannot be moved above. */
    final int[] bounds;
    private final int[] count;
    private double times;
    private int all;

    Fences(Course course, Target target) {
        this.course = course;
        this.every = target.has(Feature.ORDERED_LOADS) ? CodeTunables.value(CodeTunables.FENCE, course.kernel.tuned()) : 0;
        this.bounds = new int[course.visits.size()];
        this.count = new int[course.pieces()];
        place();
    }

    private void place() {
        int since = 0, bound = 0;
        for (int i = 0; i < bounds.length; i++) {
            Visit v = course.visits.get(i);
            boolean vector = isVector(v), begins = i == 0 || course.visits.get(i - 1).piece() != v.piece();
            since += vector ? 1 : 0;
            boolean fence = every > 0 && vector && since > every && v.stmt().op() instanceof LaneOp.Ld;
            if (fence) count(v);
            if (fence) since = 0;
            bound = fence || begins ? i : bound;
            bounds[i] = bound;
        }
    }

    private static boolean isVector(Visit v) {
        return !v.stmt().results().isEmpty() && isVector(v.stmt().results().getFirst().type());
    }

    private static boolean isVector(Type t) {
        return t instanceof LaneType && t != LaneType.MASK;
    }

    private void count(Visit v) {
        all++;
        count[v.piece()]++;
        times += v.times();
    }

    void put(Vector out, double vectorOps, int hottest) {
        out.put("tuned.ahead", CodeTunables.value(CodeTunables.AHEAD, course.kernel.tuned()));
        out.put("tuned.fence", every == 0 ? 2 * CodeTunables.FENCE.values().getLast() : every);
        out.put("tuned.sink", CodeTunables.value(CodeTunables.SINK, course.kernel.tuned()));
        out.put("fences", all);
        out.put("fences.hot", count[hottest]);
        out.share("fences.share", times, vectorOps);
    }
}
