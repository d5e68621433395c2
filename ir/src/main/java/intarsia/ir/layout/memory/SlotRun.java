package intarsia.ir.layout.memory;

import intarsia.ir.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Elements of a lane that lie end to end in memory, found among all digits on the slots: renaming registers is free, so the order of
 * slots does not matter. The first digit has a stride of one element, up or down, each next one of all before it.
 *
 * @param taken  the digits of the run, lowest first
 * @param others the digits that count runs
 */
record SlotRun(int bits, List<RegisterDigit> taken, List<RegisterDigit> others) {
    /** The longest run, in which every element has the same bounds where dimensions are guarded. */
    static SlotRun longest(int bits, List<RegisterDigit> slots, Bounds bounds) {
        return extended(new SlotRun(bits, List.of(), slots), bounds);
    }

    private static SlotRun extended(SlotRun run, Bounds bounds) {
        SlotRun best = run;
        for (RegisterDigit d : run.others) {
            if (d.stride().isConst() && Math.abs(d.stride().constant()) == run.width()) {
                int n = bounds.constantFor(d);
                SlotRun next = n == 1 ? run : n == d.extent() ? extended(run.with(d, n), bounds) : run.with(d, n);
                best = next.elements() > best.elements() ? next : best;
            }
        }
        return best;
    }

    private SlotRun with(RegisterDigit d, int n) {
        List<RegisterDigit> more = new ArrayList<>(taken);
        more.add(d.low(n));
        List<RegisterDigit> rest = new ArrayList<>(others);
        rest.remove(d);
        if (n < d.extent()) rest.add(d.above(n));
        return new SlotRun(bits, more, rest);
    }

    /** This run and the shorter ones, the longest first: the last digit of a shorter one may be the lower part of a digit. */
    List<SlotRun> prefixes() {
        List<SlotRun> all = new ArrayList<>();
        all.add(this);
        for (int k = taken.size() - 1; k >= 0; k--) {
            List<RegisterDigit> rest = new ArrayList<>(others);
            rest.addAll(taken.subList(k, taken.size()));
            SlotRun lower = new SlotRun(bits, taken.subList(0, k), rest);
            RegisterDigit d = taken.get(k);
            for (int n = d.extent() / 2; n > 1; n--) {
                if (d.extent() % n == 0) all.add(lower.with(d, n));
            }
            all.add(lower);
        }
        return all;
    }

    int elements() {
        return taken.stream().mapToInt(RegisterDigit::extent).reduce(1, (a, b) -> a * b);
    }

    /** Bits of a run. */
    int width() {
        return bits * elements();
    }

    /** How far below the run's first slot its lowest address lies. */
    long below() {
        return taken.stream().mapToLong(d -> Math.min(0, d.stride().constant()) * (d.extent() - 1)).sum();
    }

    /** The slot of each element, by address, from that of the first slot. */
    int[] slots() {
        int[] slots = new int[elements()];
        for (int i = 0; i < slots.length; i++) {
            int rest = i;
            for (RegisterDigit d : taken) {
                int n = rest % d.extent();
                slots[i] += (d.stride().constant() < 0 ? d.extent() - 1 - n : n) * d.scale();
                rest /= d.extent();
            }
        }
        return slots;
    }

    /**
     * What one access can serve: runs of one place and one condition.
     *
     * @param at    what it adds to the address
     * @param bound tells apart runs of one place whose conditions may differ
     */
    record Place(Polynomial at, int bound) {}

    /** The first slots of the runs of each place. */
    Map<Place, List<Integer>> places(Bounds bounds) {
        Map<Place, List<Integer>> all = new LinkedHashMap<>();
        all.put(new Place(Polynomial.ZERO, 0), List.of(0));
        for (RegisterDigit d : others) {
            Map<Place, List<Integer>> next = new LinkedHashMap<>();
            Polynomial stride = Polynomial.of(d.stride());
            int apart = bounds.constantFor(d) == d.extent() ? 0 : d.scale();
            for (int i = 0; i < d.extent(); i++) {
                int n = i;
                Polynomial step = stride.times(i);
                all.forEach((place, slots) -> next.computeIfAbsent(new Place(place.at.plus(step), place.bound + n * apart), _ -> new ArrayList<>())
                        .addAll(slots.stream().map(s -> s + n * d.scale()).toList()));
            }
            all = next;
        }
        return all;
    }

    /** Whether two runs of a lane share a place without being copies. */
    boolean overlays() {
        return others.stream().anyMatch(d -> !d.isReplica() && d.stride().equals(Expr.Const.ZERO));
    }
}
