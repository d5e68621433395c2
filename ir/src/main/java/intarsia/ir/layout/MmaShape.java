package intarsia.ir.layout;

import static intarsia.ir.layout.Layout.local;
import static intarsia.ir.layout.Layout.localColumn;
import static intarsia.ir.layout.Layout.spatial;
import static intarsia.ir.layout.Layout.spatialColumn;

import java.util.Locale;

/** Where the lanes of a warp hold the operands of {@code mma}: the fragments of the PTX ISA, the same for all element types of a shape. */
public enum MmaShape {
    /** Of halves: 8 terms. */
    M16N8K8(localColumn(2, 1).times(spatial(8, 4)).times(local(1, 2)), spatialColumn(4, 8).times(local(2, 1))),
    /** Of halves: 16 terms. */
    M16N8K16(localColumn(2, 2).times(spatial(8, 4)).times(local(1, 2)), local(2, 1).times(spatialColumn(4, 8)).times(local(2, 1))),
    /** Of bytes: 32 terms. */
    M16N8K32(localColumn(2, 2).times(spatial(8, 4)).times(local(1, 4)), local(2, 1).times(spatialColumn(4, 8)).times(local(4, 1)));

    private final Layout a;
    private final Layout b;

    MmaShape(Layout a, Layout b) {
        this.a = a;
        this.b = b;
    }

    /** Of the m × k elements of the first operand. */
    public Layout a() {
        return a;
    }

    /** Of the k × n elements of the second. */
    public Layout b() {
        return b;
    }

    /** Of the m × n sums. */
    public Layout c() {
        return local(2, 1).times(spatial(8, 4)).times(local(1, 2));
    }

    /** The word in names, as {@code m16n8k16}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
