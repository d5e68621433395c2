package intarsia.dsl;

import intarsia.ir.Expr;
import intarsia.ir.ReduceOp;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorOp.Order;
import intarsia.ir.TensorType;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** A whole tensor of a {@link TensorGraph}. Its dimensions have names, and operations pair dimensions by name. */
public final class Tensor {
    private final TensorGraph g;
    private final Value value;

    Tensor(TensorGraph g, Value value) {
        this.g = g;
        this.value = value;
    }

    /** The SSA value. */
    public Value value() {
        return value;
    }

    public TensorType type() {
        return (TensorType) value.type();
    }

    /** The dimension of that name. */
    public Dim dim(String name) {
        return type().dim(name);
    }

    /** The product, summed in f32 over the dimensions that are not named, all of which both tensors have; sums may take any order. */
    public Tensor contract(Tensor b, String... names) {
        return contract(b, Order.ANY, names);
    }

    /** As {@link #contract(Tensor, String...)}, with the order of the sum. */
    public Tensor contract(Tensor b, Order order, String... names) {
        return g.tensor(() -> {
            Dim[] dims = Arrays.stream(names).map(n -> has(n) ? dim(n) : b.dim(n)).toArray(Dim[]::new);
            checkSummed(this, b, names);
            checkSummed(b, this, names);
            return new TensorOp.Contract(value, b.value, order, TensorType.of(DType.F32, dims));
        });
    }

    private static void checkSummed(Tensor a, Tensor b, String... names) {
        for (String n : a.type().names()) {
            if (!b.has(n) && !Arrays.asList(names).contains(n)) {
                throw new IllegalArgumentException("contract of " + a.type() + " and " + b.type() + " to " + Arrays.toString(names)
                        + ": '" + n + "' is in one only; name it in the result, or sum it before");
            }
        }
    }

    /** A scalar expression of each element. */
    public Tensor map(UnaryOperator<Element> f) {
        return g.map(List.of(this), e -> f.apply(e.getFirst()));
    }

    /** A scalar expression of two tensors at every index of their dimensions; each broadcasts over names it lacks. */
    public Tensor map(Tensor b, BinaryOperator<Element> f) {
        return g.map(List.of(this, b), e -> f.apply(e.get(0), e.get(1)));
    }

    /** The sum over a dimension, which goes away. */
    public Tensor sum(String dim) {
        return fold(ReduceOp.SUM, dim);
    }

    /** The maximum over a dimension, which goes away. */
    public Tensor max(String dim) {
        return fold(ReduceOp.MAX, dim);
    }

    /** All elements along a dimension as one; the dimension goes away. Bitwise operations are of integers. */
    public Tensor fold(ReduceOp op, String dim) {
        return g.tensor(() -> new TensorOp.Fold(value, op, dim));
    }

    /** Each element combined with all before it along a dimension, itself last: of sums the running totals. */
    public Tensor scan(ReduceOp op, String dim) {
        return g.tensor(() -> new TensorOp.Scan(value, op, dim));
    }

    /** This at {@code index}, integers with a range, along a dimension, which the dimensions of the index replace in front. */
    public Tensor gather(Tensor index, String dim) {
        return g.tensor(() -> {
            index.checkIndex(dim(dim));
            return new TensorOp.Gather(value, index.value, dim);
        });
    }

    /** Refuses an index without a range, or with one that leaves a dimension of known extent. */
    void checkIndex(Dim dim) {
        TensorType t = type();
        String wanted = "; wanted i32 with a range inside " + dim;
        if (!t.format().equals(DType.I32) || t.range().isEmpty()) {
            throw new IllegalArgumentException("index " + t + wanted);
        }
        boolean over = dim.size().isConst() && t.range().get().max() >= dim.size().constant();
        if (t.range().get().min() < 0 || over) {
            throw new IllegalArgumentException("index " + t + wanted);
        }
    }

    public Tensor rename(String dim, String to) {
        return g.tensor(() -> new TensorOp.Rename(value, dim, to));
    }

    /** A dimension as several, the first slowest; the product of their extents is its extent. */
    public Tensor split(String dim, Dim... parts) {
        List<String> names = new ArrayList<>();
        List<Expr> sizes = new ArrayList<>();
        for (Dim d : parts) {
            names.add(d.name());
            sizes.add(d.size());
        }
        return g.tensor(() -> new TensorOp.Split(value, dim, names, sizes));
    }

    /** Adjacent dimensions, the first slowest, as one called {@code to}. */
    public Tensor merge(String to, String... dims) {
        return g.tensor(() -> new TensorOp.Merge(value, List.of(dims), to));
    }

    /** A dimension read backwards. */
    public Tensor flip(String dim) {
        return g.tensor(() -> new TensorOp.Flip(value, dim));
    }

    /** Elements {@code from … from + size - 1} along a dimension. */
    public Tensor slice(String dim, long from, Size size) {
        return g.tensor(() -> {
            Expr all = dim(dim).size();
            boolean inside = !all.isConst() || !size.expr().isConst() || from + size.expr().constant() <= all.constant();
            if (from < 0 || !inside) {
                throw new IllegalArgumentException("slice of " + size.expr() + " from " + from + " along " + dim(dim) + "; wanted a part of it");
            }
            return new TensorOp.Slice(value, dim, from, size.expr());
        });
    }

    /**
     * Groups of {@code size} elements along the last dimension rotated by {@link intarsia.ir.type.Hadamard}, as f32; of a format that was rotated by as much its stored
     * values. {@link #contract} does so by itself where a format asks for it.
     */
    public Tensor rotate(int size) {
        return g.tensor(() -> new TensorOp.Rotate(value, size));
    }

    /** The values in another format, each rounded as it encodes. */
    public Tensor convert(Format format) {
        return format.equals(type().format()) ? this : g.tensor(() -> new TensorOp.Convert(value, type().withFormat(format)));
    }

    TensorGraph graph() {
        return g;
    }

    private boolean has(String name) {
        return type().indexOf(name) >= 0;
    }
}
