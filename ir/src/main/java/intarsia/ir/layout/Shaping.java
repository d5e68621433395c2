package intarsia.ir.layout;

import java.util.Arrays;

/** Dimensions put in another order, added, taken away and reduced. */
final class Shaping {
    private Shaping() {}

    static Layout permute(Layout l, int[] order) {
        int[] to = new int[l.rank()];
        int[] permuted = new int[l.rank()];
        Arrays.fill(to, -1);
        for (int k = 0; k < order.length; k++) {
            if (order.length != l.rank() || order[k] < 0 || order[k] >= l.rank() || to[order[k]] >= 0) {
                throw new IllegalArgumentException("permute " + Arrays.toString(order)
                        + ": wanted each of 0.." + (l.rank() - 1) + " once, for " + l);
            }
            to[order[k]] = k;
            permuted[k] = l.extent(order[k]);
        }
        return l.mapDigits(permuted, (_, t) -> Term.digit(to[t.dim()], t.extent(), t.weight()));
    }

    static Layout unsqueeze(Layout l, int dim) {
        if (dim < 0 || dim > l.rank()) {
            throw new IllegalArgumentException("unsqueeze before dimension " + dim + " of " + l + ", wanted 0.." + l.rank());
        }
        int[] shape = new int[l.rank() + 1];
        for (int d = 0; d < shape.length; d++) shape[d] = d == dim ? 1 : l.extent(d < dim ? d : d - 1);
        return l.mapDigits(shape, (_, t) -> Term.digit(t.dim() < dim ? t.dim() : t.dim() + 1, t.extent(), t.weight()));
    }

    static Layout squeeze(Layout l, int dim) {
        if (dim < 0 || dim >= l.rank() || l.extent(dim) != 1) {
            throw new IllegalArgumentException("squeeze of dimension " + dim + " of " + l + ", wanted a dimension of extent 1");
        }
        int[] shape = new int[l.rank() - 1];
        for (int d = 0; d < shape.length; d++) shape[d] = l.extent(d < dim ? d : d + 1);
        return l.mapDigits(shape, (_, t) -> Term.digit(t.dim() < dim ? t.dim() : t.dim() - 1, t.extent(), t.weight()));
    }

    static Layout reduce(Layout l, int dim) {
        if (dim < 0 || dim >= l.rank()) {
            throw new IllegalArgumentException("reduce over dimension " + dim + " of " + l);
        }
        int[] shape = l.shape();
        shape[dim] = 1;
        return l.mapDigits(shape, (axis, t) -> {
            if (t.dim() != dim) return t;
            return axis.equals(Axis.V) ? null : Term.replica(t.extent());
        });
    }

    static Layout operand(Layout target, int[] shape) {
        if (!broadcasts(shape, target.shape())) {
            throw new IllegalArgumentException("operand " + Sizes.text(shape) + " of " + target
                    + ": wanted its shape, any extent of which may be 1 instead");
        }
        Layout out = target;
        for (int d = 0; d < shape.length; d++) {
            if (shape[d] != target.extent(d)) out = out.reduce(d);
        }
        return out;
    }

    /** Whether shapes agree but for extents of 1 in the first. */
    static boolean broadcasts(int[] shape, int[] target) {
        boolean fits = shape.length == target.length;
        for (int d = 0; fits && d < shape.length; d++) fits = shape[d] == 1 || shape[d] == target[d];
        return fits;
    }
}
