package intarsia.passes.layout;

import intarsia.ir.layout.Layout;
import java.util.Arrays;
import java.util.List;

/** The candidates of a cluster by number: what each costs alone, which are still to be chosen from, and why others are not. */
final class Domain {
    private final List<Layout> layouts;
    private final double[] alone;
    private final double[] atLeast;
    private int[] kept;

    /** All candidates kept, with what each costs alone. */
    Domain(List<Layout> layouts, double[] alone) {
        this.layouts = List.copyOf(layouts);
        this.alone = alone.clone();
        this.atLeast = new double[alone.length];
        this.kept = new int[alone.length];
        Arrays.fill(atLeast, Double.NaN);
        Arrays.setAll(kept, i -> i);
    }

    /** All layouts, also those that are not kept. */
    List<Layout> layouts() {
        return layouts;
    }

    Layout layout(int i) {
        return layouts.get(i);
    }

    double alone(int i) {
        return alone[i];
    }

    /** Candidates to choose from, ascending. */
    int[] kept() {
        return kept;
    }

    boolean isKept(int i) {
        return Arrays.binarySearch(kept, i) >= 0;
    }

    /** The candidate, of those kept, that costs least alone. */
    int cheapest() {
        int best = kept[0];
        for (int i : kept) {
            best = alone[i] < alone[best] ? i : best;
        }
        return best;
    }

    /** Leaves out a candidate: with it the whole kernel costs at least so much. */
    void leaveOut(int i, double least) {
        atLeast[i] = least;
        keep(Arrays.stream(kept).filter(k -> k != i).toArray());
    }

    /** Leaves these candidates, ascending, without a proof that others are no better. */
    void keep(int[] some) {
        kept = some.clone();
    }

    /** What the kernel costs at least with a candidate that a bound left out; NaN of all others. */
    double atLeast(int i) {
        return atLeast[i];
    }
}
