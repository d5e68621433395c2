package intarsia.passes.layout;

import intarsia.ir.device.MoveCosts;
import intarsia.passes.layout.ConversionStep.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Each slot from the slots that have its elements: any table from any other that has the elements. A place is {@code slot · lanes + lane}. */
final class Gathering {
    private static final int NONE = -1;

    private final Placement from;
    private final int lanes;
    /** The first place of every element, and after each place the next of the same element. */
    private final int[] first;
    private final int[] next;
    /** The row that took something from each slot last. */
    private final int[] usedBy;
    private int row;

    Gathering(Placement from) {
        this.from = from;
        this.lanes = from.lanes();
        this.first = new int[from.elements()];
        this.next = new int[from.slots() * lanes];
        this.usedBy = new int[from.slots()];
        Arrays.fill(first, NONE);
        for (int place = next.length - 1; place >= 0; place--) {
            int e = from.element()[place / lanes][place % lanes];
            next[place] = first[e];
            first[e] = place;
        }
    }

    /** Nothing, a renaming, or a gather. */
    static List<ConversionStep> steps(Placement from, Placement to) {
        return from.equals(to) ? List.of() : new Gathering(from).steps(to);
    }

    /** A renaming or a gather. */
    List<ConversionStep> steps(Placement to) {
        List<List<Part>> slots = new ArrayList<>();
        boolean renamed = true;
        for (int[] wanted : to.element()) {
            List<Part> parts = parts(places(wanted));
            slots.add(parts);
            renamed &= parts.size() == 1 && parts.getFirst().isWhole();
        }
        return List.of(renamed ? new ConversionStep.Rename(slots.stream().mapToInt(p -> p.getFirst().slot()).toArray()) : new ConversionStep.Gather(slots));
    }

    /** What the steps cost; of what is above a limit, some number above it. */
    double cost(Placement to, MoveCosts costs, double limit) {
        double cost = 0;
        for (int s = 0; s < to.slots() && cost <= limit; s++) {
            cost += cost(places(to.element()[s]), costs);
        }
        return cost;
    }

    private double cost(int[] places, MoveCosts costs) {
        int parts = 0;
        int moved = 0;
        for (int lane = 0; lane < lanes; lane++) {
            if (isFirst(places, lane)) {
                parts++;
                moved += isMoved(places, lane) ? 1 : 0;
            }
        }
        boolean extracted = parts == 1 && moved == 1 && isUniform(places);
        return (parts - 1) * costs.select() + moved * (extracted ? costs.extract() : costs.permute());
    }

    private boolean isFirst(int[] places, int lane) {
        for (int l = 0; l < lane; l++) {
            if (places[l] / lanes == places[lane] / lanes) {
                return false;
            }
        }
        return true;
    }

    /** Whether some lane takes what another has, of the slot that {@code first} takes from. */
    private boolean isMoved(int[] places, int first) {
        int base = places[first] / lanes * lanes;
        for (int l = first; l < lanes; l++) {
            if (places[l] != base + l && places[l] >= base && places[l] < base + lanes) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUniform(int[] places) {
        return Placement.uniform(places);
    }

    private List<Part> parts(int[] places) {
        List<Part> parts = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            part(parts, places[lane] / lanes).lane()[lane] = places[lane] % lanes;
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

    /** Where each lane takes its element. */
    private int[] places(int[] wanted) {
        int[] places = new int[lanes];
        if (Placement.uniform(wanted)) {
            int place = uniform(wanted[0]);
            boolean everywhere = from.uniform(place / lanes);
            Arrays.setAll(places, l -> everywhere ? place / lanes * lanes + l : place);
            return places;
        }
        row++;
        for (int lane = 0; lane < lanes; lane++) {
            places[lane] = place(wanted[lane], lane);
            usedBy[places[lane] / lanes] = row;
        }
        return places;
    }

    /** A place in a slot that has the element everywhere if there is one, else the first place that has it. */
    private int uniform(int element) {
        for (int p = first(element); p != NONE; p = next[p]) {
            if (from.uniform(p / lanes)) {
                return p;
            }
        }
        return first(element);
    }

    /** A copy in the same lane first, then one in a slot that is read anyway. */
    private int place(int element, int lane) {
        int found = first(element);
        boolean read = false;
        for (int p = found; p != NONE; p = next[p]) {
            if (p % lanes == lane) {
                return p;
            }
            if (!read && usedBy[p / lanes] == row) {
                found = p;
                read = true;
            }
        }
        return found;
    }

    private int first(int element) {
        if (element >= first.length || first[element] == NONE) {
            throw new IllegalArgumentException("element " + element + " is in no lane of the source");
        }
        return first[element];
    }
}
