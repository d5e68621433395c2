package intarsia.passes.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Formulas by cost; of those that give the same for every code the first alone, which is the cheapest. */
final class Bank {
    /** A formula and what it gives for every code. */
    record Entry(Formula formula, int[] values, int cost) {
    }

    private final List<List<Entry>> byCost = new ArrayList<>();
    private final Set<Long> known = new HashSet<>();
    private final Map<Long, Entry> byFirst = new HashMap<>();
    private final int first;
    private final int most;
    private int size;

    /**
     * Empty.
     *
     * @param first so many values {@link #find} compares
     * @param most  formulas at most
     */
    Bank(int first, int most) {
        this.first = first;
        this.most = most;
    }

    boolean full() {
        return size >= most;
    }

    int size() {
        return size;
    }

    List<Entry> of(int cost) {
        while (byCost.size() <= cost) {
            byCost.add(new ArrayList<>());
        }
        return byCost.get(cost);
    }

    /** All of them, cheapest first. */
    List<Entry> all() {
        return byCost.stream().flatMap(List::stream).toList();
    }

    /** Whether nothing gave the same before. */
    boolean isNew(int[] values) {
        return known.add(hash(values, values.length));
    }

    void add(Entry e) {
        of(e.cost()).add(e);
        byFirst.putIfAbsent(hash(e.values(), first), e);
        size++;
    }

    /** A formula of which the first values are these. */
    Optional<Entry> find(int[] values) {
        return Optional.ofNullable(byFirst.get(hash(values, first))).filter(e -> Arrays.equals(e.values(), 0, first, values, 0, first));
    }

    private static long hash(int[] values, int n) {
        long h = 0;
        for (int i = 0; i < n; i++) {
            h = (h ^ values[i]) * 0x9e3779b97f4a7c15L;
            h ^= h >>> 29;
        }
        return h;
    }
}
