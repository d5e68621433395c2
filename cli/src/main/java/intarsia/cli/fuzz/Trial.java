package intarsia.cli.fuzz;

import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Ops;
import intarsia.ir.TargetOp;
import intarsia.passes.check.Agreement;
import java.util.Map;
import java.util.Optional;

/** One launch on one engine. */
interface Trial {
    /** A machine's products of fragments err this many times what the evaluator allows: {@link intarsia.ir.DotAtom#error}. */
    int FRAGMENTS = 4;

    /** What is wrong; nothing where all is well. */
    Optional<String> problem();

    /** The bounds for an engine that runs this lane code: wider where it adds floats in an order, and cuts them off in a way, of its own. */
    static Map<String, double[]> bounds(Answer answer, boolean anyOrder) {
        return anyOrder ? Agreement.wider(answer.bounds(), FRAGMENTS) : answer.bounds();
    }

    /** Whether lane code has products of fragments in floats. */
    static boolean anyOrder(Kernel lane) {
        boolean[] found = {false};
        Ops.walk(lane.body(), _ -> { }, s -> found[0] |= s.op() instanceof TargetOp.Mma m && m.atom().acc().isFloat()
                || s.op() instanceof LaneOp.Red r && r.value().type() == LaneType.F32);
        return found[0];
    }
}
