package intarsia.passes.layout;

import intarsia.passes.layout.ConversionStep.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Each slot from the slots that have its elements: any table from any other that has the elements. */
final class Gathering {
    private static final int NONE = -1;

    private final Placement from;
    private final int lanes;
    /** The first place of every element, as {@code slot · lanes + lane}, and after each place the next of the same element. */
    private final int[] first;
    private final int[] next;

    private Gathering(Placement from) {
        this.from = from;
        this.lanes = from.lanes();
        this.first = new int[Arrays.stream(from.element()).flatMapToInt(Arrays::stream).max().orElse(0) + 1];
        this.next = new int[from.slots() * lanes];
        Arrays.fill(first, NONE);
        for (int place = next.length - 1; place >= 0; place--) {
            int e = from.element()[place / lanes][place % lanes];
            next[place] = first[e];
            first[e] = place;
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
        List<Part> parts = new ArrayList<>();
        for (int lane = 0; lane < wanted.length; lane++) {
            int place = place(wanted[lane], lane, parts);
            part(parts, place / lanes).lane()[lane] = place % lanes;
        }
        return parts;
    }

    private Part part(List<Part> parts, int slot) {
        for (Part p : parts) {
            if (p.slot() == slot) {
                return p;
            }
        }
        int[] none = new int[lanes];
        Arrays.fill(none, NONE);
        parts.add(new Part(slot, none));
        return parts.getLast();
    }

    /** A slot that has the element everywhere if there is one, else a lane that has it. */
    private Part uniform(int element) {
        int[] lane = new int[lanes];
        for (int p = first(element); p != NONE; p = next[p]) {
            if (from.uniform(p / lanes)) {
                Arrays.setAll(lane, l -> l);
                return new Part(p / lanes, lane);
            }
        }
        Arrays.fill(lane, first(element) % lanes);
        return new Part(first(element) / lanes, lane);
    }

    /** A copy in the same lane first, then one in a slot that is read anyway. */
    private int place(int element, int lane, List<Part> used) {
        int found = first(element);
        boolean read = false;
        for (int p = found; p != NONE; p = next[p]) {
            if (p % lanes == lane) {
                return p;
            }
            if (!read && isUsed(used, p / lanes)) {
                found = p;
                read = true;
            }
        }
        return found;
    }

    private static boolean isUsed(List<Part> parts, int slot) {
        for (Part p : parts) {
            if (p.slot() == slot) {
                return true;
            }
        }
        return false;
    }

    private int first(int element) {
        if (element >= first.length || first[element] == NONE) {
            throw new IllegalArgumentException("element " + element + " is in no lane of the source");
        }
        return first[element];
    }
}
