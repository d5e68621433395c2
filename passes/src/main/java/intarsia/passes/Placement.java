package intarsia.passes;

import intarsia.ir.TileType;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import java.util.Arrays;

/** A layout as a table: the row-major index of the element in each lane of each slot. */
record Placement(int lanes, int[][] element) {
    /** The table of a tile type, which has a layout. */
    static Placement of(TileType t, int lanes) {
        Layout l = t.layout().orElseThrow(() -> new IllegalArgumentException("tile " + t + " has no layout; run infer-layouts before lower"));
        if (l.size(Axis.LANE) != lanes && l.size(Axis.LANE) != 1) {
            throw new IllegalArgumentException("layout " + l + " has " + l.size(Axis.LANE) + " lanes; the target has " + lanes);
        }
        int[][] table = new int[l.size(Axis.V)][lanes];
        int own = l.size(Axis.LANE);
        for (int v = 0; v < table.length; v++) {
            for (int lane = 0; lane < lanes; lane++) {
                table[v][lane] = linear(l.index(lane % own, v), t.dims());
            }
        }
        return new Placement(lanes, table);
    }

    private static int linear(int[] x, int[] shape) {
        int at = 0;
        for (int d = 0; d < shape.length; d++) {
            at = at * shape[d] + x[d];
        }
        return at;
    }

    int slots() {
        return element.length;
    }

    /** Whether all lanes of a slot hold the same element. */
    boolean uniform(int slot) {
        int first = element[slot][0];
        return Arrays.stream(element[slot]).allMatch(e -> e == first);
    }

    /** The coordinate along a dimension of the element in a lane of a slot. */
    static int coordinate(int linear, int[] shape, int dim) {
        int inner = 1;
        for (int d = dim + 1; d < shape.length; d++) {
            inner *= shape[d];
        }
        return linear / inner % shape[dim];
    }

    /** The coordinates along a dimension of all lanes of a slot. */
    int[] coordinates(int slot, int[] shape, int dim) {
        return Arrays.stream(element[slot]).map(e -> coordinate(e, shape, dim)).toArray();
    }

    /** Slot and lane of some copy of an element, preferring a lane; null where no lane holds it. */
    int[] find(int wanted, int preferredLane) {
        for (int v = 0; v < element.length; v++) {
            if (element[v][preferredLane] == wanted) {
                return new int[] {v, preferredLane};
            }
        }
        for (int v = 0; v < element.length; v++) {
            for (int lane = 0; lane < lanes; lane++) {
                if (element[v][lane] == wanted) {
                    return new int[] {v, lane};
                }
            }
        }
        throw new IllegalStateException("element " + wanted + " is in no lane");
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Placement p && lanes == p.lanes && Arrays.deepEquals(element, p.element);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(element);
    }
}
