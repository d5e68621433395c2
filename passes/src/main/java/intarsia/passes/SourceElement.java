package intarsia.passes;

import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.passes.layout.Placement;

/** Which element of its operand an element is, of ops that only move elements; counted row-major. */
final class SourceElement {
    private SourceElement() {
    }

    static int of(TileOp.Broadcast b, int element) {
        int[] from = ((TileType) b.a().type()).dims();
        int[] to = b.type().dims();
        int at = 0;
        for (int d = 0; d < to.length; d++) {
            at = at * from[d] + (from[d] == 1 ? 0 : Placement.coordinate(element, to, d));
        }
        return at;
    }

    static int of(TileOp.Transpose t, int element) {
        int[] from = ((TileType) t.a().type()).dims();
        int[] to = t.type().dims();
        int[] x = new int[from.length];
        for (int d = 0; d < to.length; d++) {
            x[t.perm().get(d)] = Placement.coordinate(element, to, d);
        }
        int at = 0;
        for (int d = 0; d < from.length; d++) {
            at = at * from[d] + x[d];
        }
        return at;
    }
}
