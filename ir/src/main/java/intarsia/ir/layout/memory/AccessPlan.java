package intarsia.ir.layout.memory;

import java.util.List;
import java.util.Locale;

/**
 * How a warp loads or stores a tile: the steps, and what was found on the way to them. Data for the lowering and for people; see
 * {@link #explain}.
 *
 * @param run       elements of a lane that lie end to end in memory and share their bounds
 * @param laneRun   low lanes whose runs lie end to end
 * @param alignment bits that are known to divide the address of every run; 0 where all are at address 0
 * @param mask      what the bounds make of the steps
 * @param outer     digits on warps and other axes, whose values are scalars of the access: each adds its value times its stride; of a
 *     store where it is a replica, only value 0 writes
 * @param steps     in an order that does not matter
 */
public record AccessPlan(Access access, int run, int laneRun, long alignment, MaskKind mask, List<RegisterDigit> outer, List<AccessStep> steps, AccessCost cost) {
    private static final int WORD = 32;

    public AccessPlan {
        outer = List.copyOf(outer);
        steps = List.copyOf(steps);
    }

    /**
     * The cheapest plan.
     *
     * @return refused where the layouts have no common refinement, where places are not known to the byte, and for stores of elements
     *     that are no whole bytes or share a place
     * @throws IllegalArgumentException where the shapes differ or the lanes are not all of the model's
     */
    public static Possible<AccessPlan> of(Access access) {
        return AccessPlanner.plan(access);
    }

    /**
     * The widest power of two of bits that divides every run and its address, within what the machine reads at once and a swizzle leaves
     * together; 0 where runs are no whole bytes.
     */
    public int vectorBits() {
        long fits = Congruence.gcd(alignment, (long) run * access.memory().bits());
        long most = Math.min(access.model().mostWords() * WORD, access.swizzleBits() == 0 ? Integer.MAX_VALUE : access.swizzleBits());
        long bits = Math.min(Long.lowestOneBit(fits), most);
        return bits < 8 ? 0 : (int) bits;
    }

    /** Lanes that share a cache line, on average over the steps: accesses of lanes a line touched, rounded down. */
    public int coalescing() {
        int lanes = steps.stream().mapToInt(s -> Long.bitCount(s.on())).sum();
        return lanes / cost.lines();
    }

    /** The plan as a table: what was found, then a line a step. */
    public String explain() {
        StringBuilder out = new StringBuilder();
        out.append(access.kind().name().toLowerCase(Locale.ROOT)).append(' ').append(access.registers()).append("\n  of ").append(access.memory());
        out.append("\n  run ").append(run).append(run == 1 ? " element, " : " elements, ").append(laneRun).append(laneRun == 1 ? " lane" : " lanes");
        out.append(", alignment ").append(alignment == 0 ? "any" : alignment + " bits").append(", width ").append(vectorBits());
        out.append(", mask ").append(mask.name().toLowerCase(Locale.ROOT));
        outer.forEach(d -> out.append("\n  scalar ").append(d));
        out.append("\n  cost ").append(cost.cycles()).append(": instructions ").append(cost.instructions()).append(", lines ").append(cost.lines());
        out.append(", sectors ").append(cost.sectors()).append(", lanes a line ").append(coalescing());
        steps.forEach(s -> out.append("\n  ").append(s));
        return out.append('\n').toString();
    }

    @Override
    public String toString() {
        return explain();
    }
}
