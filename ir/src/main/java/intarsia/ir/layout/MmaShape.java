package intarsia.ir.layout;

import static intarsia.ir.layout.Layout.local;
import static intarsia.ir.layout.Layout.localColumn;
import static intarsia.ir.layout.Layout.spatial;
import static intarsia.ir.layout.Layout.spatialColumn;

import java.util.List;

/**
 * Where the lanes of a warp hold the operands of {@code mma}: the fragments of the PTX ISA, the same for all element types of a shape.
 *
 * @param name as in PTX
 * @param a    of the m × k elements of the first operand
 * @param b    of the k × n elements of the second
 * @param c    of the m × n sums
 */
public record MmaShape(String name, Layout a, Layout b, Layout c) {
    private static final Layout SUMS = local(2, 1).times(spatial(8, 4)).times(local(1, 2));

    /** Of halves: 8 terms. */
    public static final MmaShape M16N8K8 = new MmaShape("m16n8k8", localColumn(2, 1).times(spatial(8, 4)).times(local(1, 2)),
            spatialColumn(4, 8).times(local(2, 1)), SUMS);
    /** Of halves: 16 terms. */
    public static final MmaShape M16N8K16 = new MmaShape("m16n8k16", localColumn(2, 2).times(spatial(8, 4)).times(local(1, 2)),
            local(2, 1).times(spatialColumn(4, 8)).times(local(2, 1)), SUMS);
    /** Of bytes: 32 terms. */
    public static final MmaShape M16N8K32 = new MmaShape("m16n8k32", localColumn(2, 2).times(spatial(8, 4)).times(local(1, 4)),
            local(2, 1).times(spatialColumn(4, 8)).times(local(4, 1)), SUMS);
    /** All shapes. */
    public static final List<MmaShape> ALL = List.of(M16N8K8, M16N8K16, M16N8K32);

    /** The shape of a name. */
    public static MmaShape named(String name) {
        return ALL.stream().filter(x -> x.name.equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "no shape of mma '" + name + "'; known: " + ALL.stream().map(MmaShape::name).toList()));
    }
}
