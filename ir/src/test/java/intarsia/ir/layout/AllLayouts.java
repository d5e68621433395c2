package intarsia.ir.layout;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Every layout of a small shape on axes {@code lane} and {@code v} with at most so many copies. */
final class AllLayouts {
    private final int[] shape;
    private final int[][] factorisations;
    private final Set<Layout> found;

    private AllLayouts(int[] shape, int[][] factorisations, Set<Layout> found) {
        this.shape = shape;
        this.factorisations = factorisations;
        this.found = found;
    }

    static Collection<Layout> of(int maxReplicas, int... shape) {
        var found = new LinkedHashSet<Layout>();
        for (List<int[]> factorisations : factorisations(shape)) {
            var entries = new ArrayList<Entry>();
            int[][] digits = factorisations.toArray(int[][]::new);
            for (int d = 0; d < digits.length; d++) {
                for (int i = 0; i < digits[d].length; i++) entries.add(new Entry.Digit(d, i));
            }
            new AllLayouts(shape, digits, found).withReplicas(entries, maxReplicas);
        }
        return found;
    }

    private void withReplicas(List<Entry> entries, int most) {
        insert(entries, 0, List.of(), List.of());
        for (int r = 2; r <= most; r++) {
            var more = new ArrayList<>(entries);
            more.add(new Entry.Replica(r));
            withReplicas(more, most / r);
        }
    }

    /** Puts each entry at each place of both lists. */
    private void insert(List<Entry> entries, int next, List<Entry> lane, List<Entry> v) {
        if (next == entries.size()) {
            found.add(Layout.of(shape, factorisations, Map.of(Axis.LANE, lane, Axis.V, v)));
            return;
        }
        for (int i = 0; i <= lane.size(); i++) insert(entries, next + 1, with(lane, i, entries.get(next)), v);
        for (int i = 0; i <= v.size(); i++) insert(entries, next + 1, lane, with(v, i, entries.get(next)));
    }

    private static List<Entry> with(List<Entry> list, int at, Entry e) {
        var out = new ArrayList<>(list);
        out.add(at, e);
        return out;
    }

    private static List<List<int[]>> factorisations(int[] shape) {
        List<List<int[]>> out = List.of(List.of());
        for (int extent : shape) {
            var next = new ArrayList<List<int[]>>();
            for (var prefix : out) {
                for (int[] f : factorisations(extent)) {
                    var longer = new ArrayList<>(prefix);
                    longer.add(f);
                    next.add(longer);
                }
            }
            out = next;
        }
        return out;
    }

    private static List<int[]> factorisations(int extent) {
        if (extent == 1) return List.of(new int[0]);
        var out = new ArrayList<int[]>();
        for (int first = 2; first <= extent; first++) {
            if (extent % first != 0) continue;
            int head = first;
            for (int[] rest : factorisations(extent / first)) out.add(IntStream.concat(IntStream.of(head), IntStream.of(rest)).toArray());
        }
        return out;
    }

    /** All shapes whose extents divide those of {@code shape}. */
    static List<int[]> divisors(int... shape) {
        List<int[]> out = List.of(new int[0]);
        for (int extent : shape) {
            var next = new ArrayList<int[]>();
            for (int[] prefix : out) {
                IntStream.rangeClosed(1, extent).filter(e -> extent % e == 0)
                        .forEach(e -> next.add(IntStream.concat(IntStream.of(prefix), IntStream.of(e)).toArray()));
            }
            out = next;
        }
        return out;
    }
}
