package intarsia.passes.cost;

import intarsia.ir.LaneOp;
import intarsia.ir.Value;
import java.util.List;

/**
 * The way of one load through memory in a block. CPUs fetch ahead where a load goes on by one stride; a loop of at most two trips is written out by C2, so that its
 * loads go on by the stride of the loop around it (docs/performance.md, "Strides that last").
 *
 * @param bytes     that it loads in a block
 * @param footprint bytes that it touches, at least about
 * @param stride    bytes from one to the next in the innermost loop that is no such short one and in which it moves
 * @param run       trips for which it goes on by that stride
 * @param steady    whether that is until the block's last
 */
record LoadPath(Value base, double bytes, double footprint, double stride, double run, boolean steady) {
    private static final int WRITTEN_OUT = 2;

    static LoadPath of(LaneOp.Address at, double each, Visit v, KnownScalars scalars) {
        Scalar index = scalars.of(at.index());
        List<Loop> around = v.around();
        double distinct = each, stride = 0, run = 1;
        boolean steady = true, moved = false;
        for (int depth = around.size() - 1; depth > 0; depth--) {
            double trips = around.get(depth).trips(), slope = index.slope(depth);
            if (trips <= 1 || slope == 0) continue;
            distinct *= Math.max(1, trips * Math.min(1, Math.abs(slope) / each));
            if (!moved && trips <= WRITTEN_OUT && movesOutside(index, around, depth)) continue;
            if (!moved) {
                stride = slope;
                run = trips;
                steady = !index.bent() && index.known();
            } else {
                steady &= slope == stride * run;
                run = steady ? run * trips : run;
            }
            moved = true;
        }
        return new LoadPath(at.base(), each * v.times(), Math.min(distinct, each * v.times()), stride, run, steady && index.known());
    }

    private static boolean movesOutside(Scalar index, List<Loop> around, int depth) {
        for (int d = 1; d < depth; d++) if (around.get(d).trips() > 1 && index.slope(d) != 0) return true;
        return false;
    }

    /** Whether it goes on at all within a block. */
    boolean streams() {
        return stride != 0;
    }
}
