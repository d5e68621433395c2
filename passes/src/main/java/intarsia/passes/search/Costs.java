package intarsia.passes.search;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Op;
import intarsia.ir.ScalarType;
import intarsia.ir.Type;

/**
 * What an op costs, in quarters of a cycle of a vector unit that issues four of the cheapest a cycle. Measured (Zen 5,
 * 512 bits): and, or, xor, add and ternary logic issue four a cycle; multiplies, shifts and permutes two. Conversions,
 * comparisons, minima and maxima were not measured and count as the slower kind; a blend is ternary logic. A constant
 * stands in a register and costs nothing; a table in memory costs an extract, a load and an insert a lane.
 */
public final class Costs {
    private static final int FAST = 1;
    private static final int SLOW = 2;
    /** An extract, a load and an insert. */
    private static final int LANE_BY_LANE = 3 * SLOW;

    private Costs() {
    }

    /** Of a step. */
    public static int of(Step s) {
        return switch (s) {
            case AND, OR, XOR, ADD, SUB, SELECT -> FAST;
            case MUL, MIN, MAX, SHL, SHR_S, SHR_U, CVT_F32_S32, CVT_F32_F16, ADD_F32, MUL_F32, FMA_F32, EQ, GE -> SLOW;
        };
    }

    /**
     * Of a lane op that computes.
     *
     * @param lanes of the target, for what is done lane by lane
     */
    public static int of(Op op, int lanes) {
        return switch (op) {
            case CommonOp.Const _, CommonOp.Bits _, LaneOp.Lanes _ -> 0;
            case CommonOp.Binary b -> binary(b.op(), b.a().type());
            case CommonOp.Select _ -> FAST;
            case LaneOp.Table t -> table(t.tables().size());
            case LaneOp.Decode _ -> LANE_BY_LANE * lanes;
            default -> SLOW;
        };
    }

    private static int binary(BinaryOp op, Type t) {
        boolean fast = op.isBitwise() || (op == BinaryOp.ADD || op == BinaryOp.SUB) && t != LaneType.F32 && t != ScalarType.F32;
        return fast ? FAST : SLOW;
    }

    /** A permute a vector; a permute takes two vectors, and each pair after the first a comparison and a blend. */
    private static int table(int vectors) {
        int pairs = (vectors + 1) / 2;
        return SLOW * vectors + (pairs - 1) * (SLOW + FAST);
    }
}
