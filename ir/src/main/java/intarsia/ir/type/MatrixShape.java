package intarsia.ir.type;

import java.util.List;
import java.util.OptionalLong;

/** Whether extents suit a format whose blocks are boxes of several rows: the last two are whole blocks. */
public final class MatrixShape {
    private MatrixShape() {
    }

    /**
     * Refuses extents that are known and do not suit the format.
     *
     * @param what named in the error
     * @param extents outermost first, empty where a symbol gives them
     */
    public static void check(Format format, List<OptionalLong> extents, String what) {
        if (format.blockRows() == 1) {
            return;
        }
        int rank = extents.size();
        boolean fits = rank >= 2 && multiple(extents.get(rank - 2), format.blockRows()) && multiple(extents.get(rank - 1), format.blockColumns());
        if (!fits) {
            throw new IllegalArgumentException(what + ": boxes of " + format + " want a multiple of " + format.blockRows() + " rows and of "
                + format.blockColumns() + " columns as last extents");
        }
    }

    private static boolean multiple(OptionalLong extent, int of) {
        return extent.isEmpty() || extent.getAsLong() % of == 0;
    }
}
