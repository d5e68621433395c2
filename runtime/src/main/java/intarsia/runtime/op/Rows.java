package intarsia.runtime.op;

/** Checks of operands that are rows. */
final class Rows {
    private Rows() {
    }

    /** How many rows of {@code columns} numbers there are. */
    static long count(String what, long numbers, long columns) {
        if (columns < 1 || numbers % columns != 0) {
            throw new IllegalArgumentException(numbers + " numbers for " + what + " of rows of " + columns + "; wanted a multiple of that");
        }
        return numbers / columns;
    }

    /** Throws unless both are rows, as many, of {@code columns} numbers. */
    static void require(String what, Floats x, Floats y, long columns) {
        boolean rows = x.rank() == 2 && x.extent(1) == columns && y.shape().equals(x.shape());
        if (!rows) {
            throw new IllegalArgumentException(what + " of " + x + " to " + y + "; wanted two of [rows, " + columns + "]");
        }
    }
}
