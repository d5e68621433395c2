package intarsia.passes.layout;

import intarsia.passes.layout.ConversionStep.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Each slot from the slots that have its elements: any table from any other that has the elements. */
final class Gathering {
    private final Placement from;
    /** Places of every element, as {@code slot · lanes + lane}, ascending. */
    private final Map<Integer, List<Integer>> places = new HashMap<>();

    private Gathering(Placement from) {
        this.from = from;
        for (int s = 0; s < from.slots(); s++) {
            for (int l = 0; l < from.lanes(); l++) {
                places.computeIfAbsent(from.element()[s][l], _ -> new ArrayList<>()).add(s * from.lanes() + l);
            }
        }
    }

    /** Nothing, a renaming, or a gather. */
    static List<ConversionStep> steps(Placement from, Placement to) {
        if (from.equals(to)) {
            return List.of();
        }
        Gathering g = new Gathering(from);
        List<List<Part>> slots = Arrays.stream(to.element()).map(g::slot).toList();
        boolean renamed = slots.stream().allMatch(parts -> parts.size() == 1 && parts.getFirst().isWhole());
        return List.of(renamed ? new ConversionStep.Rename(slots.stream().mapToInt(p -> p.getFirst().slot()).toArray()) : new ConversionStep.Gather(slots));
    }

    private List<Part> slot(int[] wanted) {
        if (Placement.uniform(wanted)) {
            return List.of(uniform(wanted[0]));
        }
        Map<Integer, int[]> bySlot = new TreeMap<>();
        for (int lane = 0; lane < wanted.length; lane++) {
            int place = place(wanted[lane], lane, bySlot);
            bySlot.computeIfAbsent(place / from.lanes(), _ -> none())[lane] = place % from.lanes();
        }
        return bySlot.entrySet().stream().map(e -> new Part(e.getKey(), e.getValue())).toList();
    }

    /** A slot that has the element everywhere if there is one, else a lane that has it. */
    private Part uniform(int element) {
        List<Integer> all = all(element);
        for (int place : all) {
            if (from.uniform(place / from.lanes())) {
                int[] own = new int[from.lanes()];
                Arrays.setAll(own, l -> l);
                return new Part(place / from.lanes(), own);
            }
        }
        int[] same = new int[from.lanes()];
        Arrays.fill(same, all.getFirst() % from.lanes());
        return new Part(all.getFirst() / from.lanes(), same);
    }

    /** A copy in the same lane first, then one in a slot that is read anyway. */
    private int place(int element, int lane, Map<Integer, int[]> used) {
        List<Integer> all = all(element);
        for (int p : all) {
            if (p % from.lanes() == lane) {
                return p;
            }
        }
        for (int p : all) {
            if (used.containsKey(p / from.lanes())) {
                return p;
            }
        }
        return all.getFirst();
    }

    private List<Integer> all(int element) {
        List<Integer> all = places.get(element);
        if (all == null) {
            throw new IllegalArgumentException("element " + element + " is in no lane of the source; it has " + places.size() + " elements");
        }
        return all;
    }

    private int[] none() {
        int[] lanes = new int[from.lanes()];
        Arrays.fill(lanes, -1);
        return lanes;
    }
}
