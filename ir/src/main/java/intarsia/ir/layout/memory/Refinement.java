package intarsia.ir.layout.memory;

import intarsia.ir.Expr;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The common refinement of a register layout and a memory layout: each register digit cut where a digit of memory ends, so that each
 * piece goes along one stride.
 *
 * @param axes per axis its digits, least significant first
 */
public record Refinement(Map<Axis, List<RegisterDigit>> axes) {
    /** The digits on an axis, least significant first. */
    public List<RegisterDigit> on(Axis axis) {
        return axes.getOrDefault(axis, List.of());
    }

    /** Refused where a register digit and a digit of memory end inside of one another. */
    public static Possible<Refinement> of(Layout registers, MemoryLayout memory) {
        check(registers, memory);
        Map<Axis, List<RegisterDigit>> axes = new TreeMap<>();
        for (Axis axis : registers.axes()) {
            List<RegisterDigit> digits = new ArrayList<>();
            for (Term t : registers.terms(axis).reversed()) {
                if (!cut(axis, t, memory, digits)) {
                    return new Possible.Refused<>("register digit of " + axis + " from " + t.weight() + " to " + (long) t.weight() * t.extent() + " of dimension "
                            + t.dim() + " and the digits " + memory.digits(t.dim()) + " in memory have no common refinement; wanted ends that divide one"
                            + " another, for " + registers + " in " + memory);
                }
            }
            axes.put(axis, digits);
        }
        return new Possible.Done<>(new Refinement(axes));
    }

    private static void check(Layout registers, MemoryLayout memory) {
        boolean fits = registers.rank() == memory.rank() && memory.counted();
        for (int d = 0; fits && d < memory.rank(); d++) fits = memory.extent(d).equals(Expr.of(registers.shape()[d]));
        if (!fits) {
            throw new IllegalArgumentException("registers " + registers + " of memory " + memory + "; wanted the same shape, in numbers; take a tile first");
        }
    }

    private static boolean cut(Axis axis, Term t, MemoryLayout memory, List<RegisterDigit> out) {
        if (t.isReplica()) {
            out.add(new RegisterDigit(axis, t.scale(), t.extent(), -1, 1, Expr.Const.ZERO));
            return true;
        }
        RegisterDigit left = new RegisterDigit(axis, t.scale(), t.extent(), t.dim(), t.weight(), Expr.Const.ZERO);
        int low = 1;
        for (MemoryDigit m : memory.digits(t.dim()).reversed()) {
            int end = (int) (low * m.count());
            if (left.weight() < end && left.extent() > 1) {
                int taken = Math.min(left.extent(), Math.max(1, end / left.weight()));
                boolean divides = left.weight() % low == 0 && left.extent() % taken == 0 && (taken == left.extent() ? end % left.reach() == 0 : end % left.weight() == 0);
                if (!divides) return false;
                out.add(left.low(taken).at(Polynomial.normal(m.stride().times(left.weight() / low))));
                left = left.above(taken);
            }
            low = end;
        }
        return true;
    }
}
