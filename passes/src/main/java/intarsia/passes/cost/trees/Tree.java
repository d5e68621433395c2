package intarsia.passes.cost.trees;

import java.util.Arrays;

/**
 * A regression tree, its nodes in the order root, all of the left, all of the right; the left child of a node follows it.
 *
 * @param column that an inner node asks for; −1 of a leaf
 * @param number of an inner node the cut, not above which a value goes left; of a leaf its value
 * @param missing whether a missing value (NaN) goes left
 * @param right  the right child of an inner node
 */
public record Tree(int[] column, float[] number, boolean[] missing, int[] right) {
    /** The value for a row. */
    public float of(float[] row) {
        int at = 0;
        while (column[at] >= 0) at = left(at, row[column[at]]) ? at + 1 : right[at];
        return number[at];
    }

    private boolean left(int at, float x) {
        return Float.isNaN(x) ? missing[at] : x <= number[at];
    }

    /** How many nodes it has. */
    public int nodes() {
        return column.length;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Tree t && Arrays.equals(column, t.column) && Arrays.equals(number, t.number) && Arrays.equals(missing, t.missing) && Arrays.equals(right, t.right);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(column) + Arrays.hashCode(number);
    }

    @Override
    public String toString() {
        return "tree of " + nodes() + " nodes";
    }
}
