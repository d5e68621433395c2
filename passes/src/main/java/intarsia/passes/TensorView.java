package intarsia.passes;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.TensorType;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.Value;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Named dimensions over the memory of a tensor: what rename, split, merge, flip and slice make of it. Equal views are
 * one parameter of a kernel.
 *
 * @param root   the tensor whose memory it is
 * @param type   names and extents, outermost first
 * @param strides one a dimension, as {@link BufferType} counts them
 * @param offset of element 0, counted as strides are
 */
record TensorView(Value root, TensorType type, List<Expr> strides, Expr offset) {
    TensorView {
        strides = List.copyOf(strides);
    }

    /** All of a tensor in row-major order. */
    static TensorView of(Value root) {
        TensorType t = (TensorType) root.type();
        return new TensorView(root, t, BufferType.rowMajor(t.format(), t.shape()), Expr.Const.ZERO);
    }

    BufferType buffer() {
        return new BufferType(type.format(), type.shape(), strides, offset, type.range());
    }

    /** The same blocks, in the format without their rotation. */
    TensorView unrotated() {
        return new TensorView(root, type.withFormat(((BlockFormat) type.format()).unrotated()), strides, offset);
    }

    TensorView rename(String dim, String to) {
        return replace(dim, List.of(new Dim(to, type.dim(dim).size())), List.of(strides.get(type.indexOf(dim))), offset);
    }

    TensorView split(String dim, List<String> names, List<Expr> sizes) {
        wantPlain("split", List.of(dim), 1);
        Expr at = strides.get(type.indexOf(dim));
        Dim[] dims = new Dim[names.size()];
        Expr[] steps = new Expr[names.size()];
        for (int i = names.size() - 1; i >= 0; i--) {
            dims[i] = new Dim(names.get(i), sizes.get(i));
            steps[i] = at;
            at = at.times(sizes.get(i));
        }
        return replace(dim, List.of(dims), List.of(steps), offset);
    }

    TensorView flip(String dim) {
        wantPlain("flip", List.of(dim), 2);
        int i = type.indexOf(dim);
        Expr last = type.dims().get(i).size().minus(Expr.Const.ONE);
        List<Expr> now = new ArrayList<>(strides);
        now.set(i, strides.get(i).times(-1));
        return new TensorView(root, type, now, offset.plus(last.times(strides.get(i))));
    }

    TensorView slice(String dim, long from, Expr size) {
        Expr stride = strides.get(type.indexOf(dim));
        Format f = type.format();
        if (f.blockRows() > 1 && type.indexOf(dim) == type.dims().size() - 1) {
            wantWhole(dim, from, f.blockColumns());
            return replace(dim, List.of(new Dim(dim, size)), List.of(stride), offset.plus(Expr.of(from * f.blockRows())));
        }
        if (f.blockRows() > 1 && type.indexOf(dim) == type.dims().size() - 2) {
            wantWhole(dim, from, f.blockRows());
        }
        return replace(dim, List.of(new Dim(dim, size)), List.of(stride), offset.plus(stride.times(from)));
    }

    private void wantWhole(String dim, long from, int box) {
        if (from % box != 0) {
            throw new IllegalArgumentException("slice of " + type + " from " + from + " along " + dim + "; wanted a multiple of " + box
                    + ", its boxes are read in place");
        }
    }

    /** Boxes of several rows have no other order than their own along their last dimensions. */
    private void wantPlain(String what, List<String> dims, int last) {
        int n = type.dims().size();
        if (type.format().blockRows() > 1 && dims.stream().anyMatch(d -> type.indexOf(d) >= n - last)) {
            throw new IllegalArgumentException(what + " of " + dims + " of " + type + ", whose last dimensions lie in boxes; convert it to a format of rows first");
        }
    }

    /** Adjacent dimensions as one, where each stride is the next one's times its extent. */
    Optional<TensorView> merge(List<String> dims, String to) {
        wantPlain("merge", dims, 1);
        int first = type.indexOf(dims.getFirst());
        Expr size = Expr.Const.ONE;
        Expr stride = strides.get(first + dims.size() - 1);
        for (int i = first + dims.size() - 1; i >= first; i--) {
            if (!strides.get(i).equals(stride.times(size))) {
                return Optional.empty();
            }
            size = type.dims().get(i).size().times(size);
        }
        List<Dim> now = new ArrayList<>(type.dims());
        List<Expr> steps = new ArrayList<>(strides);
        for (int i = 0; i < dims.size(); i++) {
            now.remove(first);
            steps.remove(first);
        }
        now.add(first, new Dim(to, size));
        steps.add(first, stride);
        return Optional.of(new TensorView(root, type.withDims(now), steps, offset));
    }

    private TensorView replace(String dim, List<Dim> dims, List<Expr> steps, Expr from) {
        int i = type.indexOf(dim);
        if (i < 0) {
            throw new IllegalArgumentException("no dimension '" + dim + "' in " + type);
        }
        List<Dim> now = new ArrayList<>(type.dims());
        List<Expr> all = new ArrayList<>(strides);
        now.remove(i);
        all.remove(i);
        now.addAll(i, dims);
        all.addAll(i, steps);
        return new TensorView(root, type.withDims(now), all, from);
    }
}
