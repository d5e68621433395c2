package intarsia.passes.cost;

import intarsia.ir.LaneType;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.List;

/**
 * A statement where it stands.
 *
 * @param operands of the statement, those in its regions left out
 * @param times  that it runs in a block, or in a call where it stands outside of the blocks
 * @param around the loops it stands in, that of the blocks first; none outside of the blocks
 * @param piece  the straight piece it stands in: statements between which no loop or condition begins or ends
 */
record Visit(Stmt stmt, List<Value> operands, double times, List<Loop> around, int piece) {
    /** Whether it computes words, or masks. */
    boolean onLanes() {
        return !stmt.results().isEmpty() && stmt.results().getFirst().type() instanceof LaneType;
    }
}
