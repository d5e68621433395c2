package intarsia.passes.layout;

import intarsia.ir.device.MoveCosts;
import intarsia.ir.layout.Layout;
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
        Placement at = from;
        for (ConversionStep s : steps) {
            cost += s.cost(at, costs);
            at = s.apply(at);
        }
        return new ConversionPlan(from, steps, cost);
    }

    /** The cheapest plan between two layouts of one shape, for a warp. */
    public static ConversionPlan between(Layout from, Layout to, int lanes, MoveCosts costs) {
        Placement a = Placement.of(from, lanes);
        Placement b = Placement.of(to, lanes);
        ConversionPlan best = of(a, Gathering.steps(a, b), costs);
        Optional<List<ConversionStep>> bits = best.isFree() ? Optional.empty() : BitMoves.steps(from, to, lanes);
        if (bits.isPresent()) {
            best = cheaper(best, of(a, bits.get(), costs));
        }
        double least = (distinct(a) + distinct(b)) / (double) lanes * costs.unit();
        if (best.cost > least) {
            best = cheaper(cheaper(best, of(a, List.of(ScratchMoves.byTarget(a, b)), costs)), of(a, List.of(ScratchMoves.bySource(a, b)), costs));
        }
        return best;
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
            ways.add(List.of(ScratchMoves.byTarget(a, b)));
            ways.add(List.of(ScratchMoves.bySource(a, b)));
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
