package intarsia.passes.layout;

import intarsia.ir.device.MoveCosts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a tile is combined along a dimension. First slots whose elements differ only along it, by trees; then lanes, a bit of the lane number
 * at a time: where another slot has the partner to pair with, both are halved into one (a transposing step), else the lane exchanges with
 * its partner. At last every result goes where it is wanted.
 *
 * @param trees  the slots that are combined into one, for each value that is left
 * @param bits   lane bits along which values are combined
 * @param places where the results lie after that, and how they get where they are wanted
 * @param cost   of all
 */
public record ReducePlan(List<List<Integer>> trees, List<Integer> bits, ConversionPlan places, double cost) {
    public ReducePlan {
        trees = trees.stream().map(List::copyOf).toList();
        bits = List.copyOf(bits);
    }

    /**
     * The plan.
     *
     * @param a      where the elements of a tile of that shape lie
     * @param wanted where the elements of the result are to lie, counted without the dimension
     */
    public static ReducePlan of(Placement a, int[] shape, int dim, Placement wanted, MoveCosts costs) {
        Map<Row, List<Integer>> groups = groups(a, shape, dim);
        List<int[]> held = new ArrayList<>();
        double cost = 0;
        for (Map.Entry<Row, List<Integer>> g : groups.entrySet()) {
            held.add(g.getKey().elements);
            cost += g.getValue().size() - 1;
        }
        int[] coordinate = a.coordinates(0, shape, dim);
        List<Integer> bits = new ArrayList<>();
        for (int bit = 1; bit < a.lanes(); bit <<= 1) {
            if (coordinate[0] != coordinate[bit]) {
                bits.add(bit);
                int pairs = held.size() / 2;
                cost += pairs * (2 * costs.select() + costs.exchange() + 1) + held.size() % 2 * (costs.exchange() + 1);
                fold(held, bit);
            }
        }
        ConversionPlan places = ConversionPlan.between(new Placement(a.lanes(), held.toArray(int[][]::new)), wanted, costs);
        return new ReducePlan(List.copyOf(groups.values()), bits, places, cost + places.cost());
    }

    /** What the lanes of a slot hold. */
    private record Row(int[] elements) {
        @Override
        public boolean equals(Object o) {
            return o instanceof Row r && Arrays.equals(elements, r.elements);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(elements);
        }
    }

    /** The slots of each value that is left; of slots that are copies the first. */
    private static Map<Row, List<Integer>> groups(Placement a, int[] shape, int dim) {
        Map<Row, List<Integer>> groups = new LinkedHashMap<>();
        Set<Row> seen = new HashSet<>();
        for (int v = 0; v < a.slots(); v++) {
            if (seen.add(new Row(a.element()[v]))) {
                groups.computeIfAbsent(new Row(without(a.element()[v], shape, dim)), _ -> new ArrayList<>()).add(v);
            }
        }
        return groups;
    }

    private static void fold(List<int[]> held, int bit) {
        List<int[]> next = new ArrayList<>();
        for (int i = 0; i + 1 < held.size(); i += 2) {
            int[] low = held.get(i);
            int[] high = held.get(i + 1);
            int[] mixed = new int[low.length];
            Arrays.setAll(mixed, lane -> (lane & bit) == 0 ? low[lane] : high[lane]);
            next.add(mixed);
        }
        if (held.size() % 2 == 1) {
            next.add(held.getLast());
        }
        held.clear();
        held.addAll(next);
    }

    /** Indices of the elements after the dimension is gone. */
    private static int[] without(int[] slot, int[] shape, int dim) {
        int inner = 1;
        for (int d = dim + 1; d < shape.length; d++) {
            inner *= shape[d];
        }
        int[] rest = new int[slot.length];
        for (int l = 0; l < slot.length; l++) {
            rest[l] = slot[l] / (inner * shape[dim]) * inner + slot[l] % inner;
        }
        return rest;
    }

    @Override
    public String toString() {
        int slots = trees.stream().mapToInt(List::size).sum();
        String folded = bits.isEmpty() ? "" : ", then along lane bits " + bits;
        return slots + " slots into " + trees.size() + folded + "; " + places;
    }
}
