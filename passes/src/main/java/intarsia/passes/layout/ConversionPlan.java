package intarsia.passes.layout;

import intarsia.ir.device.MoveCosts;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.Term;
import intarsia.passes.layout.ConversionStep.Order;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How the words of a tile get from one place to another: the cheapest of what the bits of the layouts say, of gathering every slot, and of
 * the way through scratch. Where only slots change their numbers no code is needed.
 *
 * @param from  where the elements lie
 * @param steps in order
 * @param cost  of all steps
 */
public record ConversionPlan(Placement from, List<ConversionStep> steps, double cost) {
    public ConversionPlan {
        steps = List.copyOf(steps);
    }

    private static ConversionPlan of(Placement from, List<ConversionStep> steps, MoveCosts costs) {
        double cost = 0;
        int slots = from.slots();
        for (ConversionStep s : steps) {
            cost += s.cost(slots, costs);
            slots = s.slots(slots);
        }
        return new ConversionPlan(from, steps, cost);
    }

    /** Whether a conversion is no code: lanes hold what they shall, at most in other slots. */
    public static boolean isFree(Layout from, Layout to) {
        return from.equals(to) || digits(from).equals(digits(to));
    }

    /** What the number of a lane says of the elements in it. */
    private static List<Term> digits(Layout l) {
        List<Term> digits = new ArrayList<>();
        for (Term t : l.terms(Axis.LANE)) {
            if (!t.isReplica()) {
                digits.add(t);
            }
        }
        return digits;
    }

    /** The cheapest plan between two layouts of one shape, for a warp. */
    public static ConversionPlan between(Layout from, Layout to, int lanes, MoveCosts costs) {
        return between(from, Placement.of(from, lanes), to, Placement.of(to, lanes), costs);
    }

    /** The same with both as tables. Of ways as cheap the first: a gather, bits, scratch. */
    static ConversionPlan between(Layout from, Placement a, Layout to, Placement b, MoveCosts costs) {
        if (isFree(from, to)) {
            return of(a, Gathering.steps(a, b), costs);
        }
        Optional<ConversionPlan> bits = BitMoves.steps(from, to, a.lanes()).map(s -> of(a, s, costs));
        double limit = bits.map(ConversionPlan::cost).orElse(Double.POSITIVE_INFINITY);
        Gathering gathering = new Gathering(a);
        boolean gathered = gathering.cost(b, costs, limit) <= limit;
        ConversionPlan best = bits.isPresent() && !gathered ? bits.get() : of(a, gathering.steps(b), costs);
        double least = (distinct(a) + distinct(b)) / (double) a.lanes() * costs.unit();
        return best.cost <= least ? best : cheaper(cheaper(best, through(Order.RESULT, a, b, costs)), through(Order.SOURCE, a, b, costs));
    }

    private static ConversionPlan through(Order order, Placement a, Placement b, MoveCosts costs) {
        return of(a, List.of(ScratchMoves.in(order, a, b)), costs);
    }

    private static ConversionPlan cheaper(ConversionPlan a, ConversionPlan b) {
        return b.cost < a.cost ? b : a;
    }

    /** Elements in the slots that hold any: what has to be moved through scratch, at least. */
    private static int distinct(Placement p) {
        BitSet seen = new BitSet();
        for (int[] slot : p.element()) {
            for (int e : slot) {
                seen.set(e);
            }
        }
        return seen.cardinality();
    }

    /** Every plan that is known, the cheapest first. */
    public static List<ConversionPlan> all(Layout from, Layout to, int lanes, MoveCosts costs) {
        Placement a = Placement.of(from, lanes);
        Placement b = Placement.of(to, lanes);
        List<List<ConversionStep>> ways = new ArrayList<>();
        ways.add(Gathering.steps(a, b));
        if (ways.getFirst().stream().anyMatch(s -> !(s instanceof ConversionStep.Rename))) {
            BitMoves.steps(from, to, lanes).ifPresent(ways::add);
            ways.add(List.of(ScratchMoves.in(Order.RESULT, a, b)));
            ways.add(List.of(ScratchMoves.in(Order.SOURCE, a, b)));
        }
        return ways.stream().map(w -> of(a, w, costs)).sorted(Comparator.comparingDouble(ConversionPlan::cost)).toList();
    }

    /** The plan from one table to another of the same elements, where no layouts are known. */
    public static ConversionPlan between(Placement from, Placement to, MoveCosts costs) {
        return of(from, Gathering.steps(from, to), costs);
    }

    /** Where the elements lie after all steps. */
    public Placement result() {
        Placement at = from;
        for (ConversionStep s : steps) {
            at = s.apply(at);
        }
        return at;
    }

    /** Words of scratch it needs. */
    public int scratch() {
        return steps.stream().mapToInt(s -> s instanceof ConversionStep.Through t ? t.words() : 0).max().orElse(0);
    }

    /** Whether it is no code: slots keep their words. */
    public boolean isFree() {
        return steps.stream().allMatch(s -> s instanceof ConversionStep.Rename);
    }

    @Override
    public String toString() {
        return steps.isEmpty() ? "nothing to do" : String.join("; ", steps.stream().map(ConversionStep::toString).toList());
    }
}
