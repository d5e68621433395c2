package intarsia.passes;

import intarsia.ir.Expr;
import intarsia.ir.device.Target;
import java.util.Optional;

/**
 * How many elements the tiles of the templates have: from the target's lanes and registers. Tuning replaces these rules
 * by measurements.
 *
 * @param lanes     of a warp
 * @param registers words that stay live
 * @param cascade   registers for the keys of a step of a cascade: how many positions a step takes decides how its sums round
 */
record Schedule(int lanes, int registers, Optional<Integer> cascade) {
    static Schedule of(Target t) {
        return new Schedule(t.lanes(), t.registers(), Optional.empty());
    }

    /**
     * Tiles whose results have the same bits however far they shrink: of a contraction those depend on lanes and formats alone, of a fold on lanes, and a cascade takes
     * half of the registers of the target, whatever else its kernel holds.
     */
    Schedule fixed() {
        return new Schedule(lanes, registers, Optional.of(registers / 2));
    }

    /**
     * Statements of lane code that a kernel should not exceed. The JIT of the JVM leaves methods above 8,000 bytes to the
     * interpreter; a statement of lane code is 12 to 16 bytes.
     */
    static final int MOST_STATEMENTS = 520;

    /** The next smaller tiles that code of so many statements may fit with, which shrinks as they do at most; down to one register. */
    Schedule smaller(int statements) {
        int less = registers / 2;
        while (less > 1 && (long) statements * less > (long) MOST_STATEMENTS * registers) {
            less /= 2;
        }
        return new Schedule(lanes, Math.max(1, less), cascade);
    }

    /** Elements of an elementwise tile: a few words in flight. */
    int elements() {
        return 4 * lanes;
    }

    /** Elements of a tile along a dimension that is cut: as few as hide latency, or what the whole needs. */
    int chunk(Expr extent) {
        if (!extent.isConst()) {
            return elements();
        }
        long n = extent.constant();
        int chunk = lanes;
        while (chunk < elements() && chunk < n) {
            chunk *= 2;
        }
        return chunk;
    }

    /** Positions that a step of a cascade takes: the elements of their keys fill the registers. */
    int positions(int depth) {
        int step = lanes;
        while (step > 1 && step * depth > cascade.orElse(registers) * lanes) {
            step /= 2;
        }
        return step;
    }

    /** Results of a block along m: one for a decode step, several where rows share the weights and registers hold as many. */
    int rows(Expr m) {
        return m.isConst() && m.constant() == 1 ? 1 : Math.min(4, registers);
    }

    /**
     * Results of a block along n: accumulators fill half of the registers, and lanes end as columns. Fewer where that
     * leaves no edge, since an edge is a second copy of the code.
     */
    int columns(Expr n, int rows) {
        int most = Math.max(1, Math.min(lanes, registers / 2 / rows));
        if (!n.isConst()) {
            return most;
        }
        int dividing = Math.max(1, Math.min(most, (int) Long.lowestOneBit(n.constant())));
        return dividing >= Math.min(most, FEWEST_COLUMNS) ? dividing : Math.max(1, Math.min(most, Integer.highestOneBit((int) Math.min(n.constant(), most))));
    }

    /** With fewer columns than this an edge costs less than the activations that are read again. */
    private static final int FEWEST_COLUMNS = 4;
}
