package intarsia.passes.layout;

import intarsia.ir.TileType;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.Term;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A layout as a table: the row-major index of the element in each lane of each slot.
 *
 * @param lanes   of a warp
 * @param element {@code [slot][lane]}
 */
public record Placement(int lanes, int[][] element) {
    /** The table of a tile type, which has a layout. */
    public static Placement of(TileType t, int lanes) {
        return of(t.layout().orElseThrow(() -> new IllegalArgumentException("tile " + t + " has no layout; run infer-layouts before lower")), lanes);
    }

    /**
     * The table of a layout on the axes lane and v.
     *
     * @throws IllegalArgumentException where it has other than 1 or {@code lanes} lanes
     */
    public static Placement of(Layout l, int lanes) {
        int own = l.size(Axis.LANE);
        if (own != lanes && own != 1) {
            throw new IllegalArgumentException("layout " + l + " has " + own + " lanes; the target has " + lanes);
        }
        int[] byLane = parts(l, Axis.LANE, lanes);
        int[] bySlot = parts(l, Axis.V, l.size(Axis.V));
        int[][] table = new int[bySlot.length][lanes];
        for (int v = 0; v < table.length; v++) {
            for (int lane = 0; lane < lanes; lane++) {
                table[v][lane] = byLane[lane] + bySlot[v];
            }
        }
        return new Placement(lanes, table);
    }

    /** What each coordinate of an axis adds to the row-major index: digits of the axes are apart, so that their parts add up. */
    private static int[] parts(Layout l, Axis axis, int size) {
        int[] strides = strides(l.shape());
        int[] parts = new int[size];
        for (Term t : l.terms(axis)) {
            for (int c = 0; c < size && !t.isReplica(); c++) {
                parts[c] += c / t.scale() % t.extent() * t.weight() * strides[t.dim()];
            }
        }
        return parts;
    }

    private static int[] strides(int[] shape) {
        int[] strides = new int[shape.length];
        int n = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = n;
            n *= shape[d];
        }
        return strides;
    }

    public int slots() {
        return element.length;
    }

    /** One more than the largest index of an element. */
    int elements() {
        int most = -1;
        for (int[] slot : element) {
            for (int e : slot) {
                most = Math.max(most, e);
            }
        }
        return most + 1;
    }

    /** Whether all lanes of a slot hold the same element. */
    public boolean uniform(int slot) {
        return uniform(element[slot]);
    }

    static boolean uniform(int[] slot) {
        for (int e : slot) {
            if (e != slot[0]) {
                return false;
            }
        }
        return true;
    }

    /** The coordinate along a dimension of the element with a row-major index. */
    public static int coordinate(int linear, int[] shape, int dim) {
        int inner = 1;
        for (int d = dim + 1; d < shape.length; d++) {
            inner *= shape[d];
        }
        return linear / inner % shape[dim];
    }

    /** The coordinates along a dimension of all lanes of a slot. */
    public int[] coordinates(int slot, int[] shape, int dim) {
        int[] x = new int[lanes];
        for (int l = 0; l < lanes; l++) {
            x[l] = coordinate(element[slot][l], shape, dim);
        }
        return x;
    }

    /** The same places, each with another element: {@code from[e]} where e is. */
    public Placement renamed(int[] from) {
        return new Placement(lanes, Stream.of(element).map(row -> Arrays.stream(row).map(e -> from[e]).toArray()).toArray(int[][]::new));
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
