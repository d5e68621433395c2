package intarsia.ir.eval;

import intarsia.ir.TileOp;
import intarsia.ir.layout.View;
import intarsia.ir.type.DType;
import java.util.Arrays;

/** Bits of a tile read as those of another, one by one. */
final class BitViews {
    private BitViews() {
    }

    static Elements view(Elements a, TileOp.View op) {
        DType to = op.type().elem();
        View view = View.of(a.codec.type.bits(), op.from(), to.bits(), op.to());
        int[] shape = op.type().dims();
        int[] from = op.from().shape();
        Elements out = Elements.fill(to, op.type().size(), 0);
        double[] err = new double[out.size()];
        for (int e = 0; e < out.size(); e++) {
            int[] x = index(e, shape);
            for (int b = 0; b < to.bits(); b++) {
                int[] bit = Arrays.copyOf(x, x.length + 1);
                bit[x.length] = b;
                int[] source = view.source(bit);
                int element = linear(source, from);
                out.codes[e] |= (a.code(element) >>> source[from.length] & 1) << b;
                err[e] = a.err(element) == 0 ? err[e] : unknown(out.codec);
            }
        }
        return new Elements(out.codec, out.codes, err);
    }

    /** Bits of a number that is not exact say nothing. */
    private static double unknown(Codec target) {
        return target.isInt() ? target.span() : Double.POSITIVE_INFINITY;
    }

    private static int[] index(int linear, int[] shape) {
        int[] x = new int[shape.length];
        int rest = linear;
        for (int d = shape.length - 1; d >= 0; d--) {
            x[d] = rest % shape[d];
            rest /= shape[d];
        }
        return x;
    }

    /** The row-major number of the first coordinates of an index. */
    private static int linear(int[] x, int[] shape) {
        int n = 0;
        for (int d = 0; d < shape.length; d++) {
            n = n * shape[d] + x[d];
        }
        return n;
    }
}
