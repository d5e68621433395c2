package intarsia.ir.layout.linear;

import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Entry;
import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Random layouts whose digits and replicas have extents of a choice. */
public final class RandomLayout {
    private RandomLayout() {}

    public static Layout of(SplittableRandom random, int rank, int entries, List<Axis> axes, int... extents) {
        List<List<Integer>> digits = new ArrayList<>();
        for (int d = 0; d < rank; d++) digits.add(new ArrayList<>());
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            int extent = extents[random.nextInt(extents.length)];
            int d = random.nextInt(rank);
            if (random.nextInt(5) == 0) {
                all.add(new Entry.Replica(extent));
            } else {
                all.add(new Entry.Digit(d, digits.get(d).size()));
                digits.get(d).add(extent);
            }
        }
        for (int i = all.size(); i > 1; i--) Collections.swap(all, i - 1, random.nextInt(i));
        Map<Axis, List<Entry>> placed = new TreeMap<>();
        for (Entry e : all) placed.computeIfAbsent(axes.get(random.nextInt(axes.size())), _ -> new ArrayList<>()).add(e);
        int[][] factorisations = digits.stream().map(d -> d.stream().mapToInt(e -> e).toArray()).toArray(int[][]::new);
        int[] shape = Arrays.stream(factorisations).mapToInt(f -> Arrays.stream(f).reduce(1, (a, b) -> a * b)).toArray();
        return Layout.of(shape, factorisations, placed);
    }
}
