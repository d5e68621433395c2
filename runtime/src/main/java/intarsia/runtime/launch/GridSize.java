package intarsia.runtime.launch;

import intarsia.ir.Kernel;

/** The number of blocks of a kernel under the values of the symbols. Not for two threads at once. */
public final class GridSize {
    private final String place;
    private final SizeCode[] extents;
    private final long mask;

    /** @param place for messages: plan, step, kernel */
    public GridSize(String place, Kernel kernel, SymbolValues values) {
        this.place = place;
        extents = kernel.grid().stream().map(e -> new SizeCode(e, values)).toArray(SizeCode[]::new);
        long symbols = 0;
        for (SizeCode extent : extents) {
            symbols |= extent.mask();
        }
        mask = symbols;
    }

    /** The symbols it depends on. */
    public long mask() {
        return mask;
    }

    /** The product of the extents, of which a negative one counts as 0; above 2^31 - 1 it is an error. */
    public int blocks(SymbolValues values) {
        long count = 1;
        for (SizeCode extent : extents) {
            long along = Math.max(0, extent.eval(values));
            if (along != 0 && count > Integer.MAX_VALUE / along) {
                throw new IllegalArgumentException(place + ": its grid has more than " + Integer.MAX_VALUE + " blocks where " + values.describe());
            }
            count *= along;
        }
        return (int) count;
    }
}
