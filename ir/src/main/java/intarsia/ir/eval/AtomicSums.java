package intarsia.ir.eval;

import java.util.HashMap;
import java.util.Map;

/**
 * How far sums of f32 in memory may be off that atomic ops add to in any order: {@code 2 · n · u · Σ|terms|} for n of them, since both the
 * evaluator and an engine round each, and what the terms bring; a subnormal that an engine takes for 0 besides.
 */
final class AtomicSums {
    private final Map<Long, Sum> sums = new HashMap<>();

    /** What was added to one element so far, with what it held before. */
    private record Sum(int terms, double magnitude, double bounds) {
        Sum plus(double term, double bound) {
            return new Sum(terms + 1, magnitude + Math.abs(term), bounds + bound);
        }

        double bound(double unitRoundoff) {
            return bounds + 2.0 * terms * (unitRoundoff * magnitude + Float.MIN_NORMAL);
        }
    }

    /** The bound of an element after a term. */
    double add(long element, double before, double boundBefore, double term, double bound, double unitRoundoff) {
        Sum now = sums.getOrDefault(element, new Sum(0, Math.abs(before), boundBefore)).plus(term, bound);
        sums.put(element, now);
        double all = now.bound(unitRoundoff);
        return Double.isNaN(all) ? Double.POSITIVE_INFINITY : all;
    }

    /** The element was written: what was added before is no part of it. */
    void forget(long element) {
        sums.remove(element);
    }
}
