package intarsia.ir.eval;

import intarsia.ir.ReduceOp;
import intarsia.ir.SortOp;
import intarsia.ir.type.DType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Scans and sorts along a dimension, group by group. */
final class Orders {
    private Orders() {
    }

    /** A function of the elements along a dimension, to as many. */
    private interface Along {
        Elements of(Elements group);
    }

    static Elements scan(ReduceOp op, Elements a, int[] shape, int dim) {
        return each(a, shape, dim, a.codec, group -> {
            long[] codes = new long[group.size()];
            double[] err = new double[codes.length];
            for (int i = 0; i < codes.length; i++) {
                Elements one = Tiles.reduce(op, group.pick(IntStream.rangeClosed(0, i).toArray()));
                codes[i] = one.codes[0];
                err[i] = one.err(0);
            }
            return new Elements(group.codec, codes, err);
        });
    }

    static Elements sort(SortOp op, Elements a, int[] shape, int dim) {
        return op.indices() ? each(a, shape, dim, Codec.of(DType.I32), group -> indices(op, group)) : each(a, shape, dim, a.codec, group -> sorted(op, group));
    }

    private static int[] order(SortOp op, Elements a) {
        Comparator<Integer> less = (i, j) -> Double.isNaN(a.value(i)) || Double.isNaN(a.value(j))
                ? Boolean.compare(Double.isNaN(a.value(i)), Double.isNaN(a.value(j)))
                : (op.descending() ? -1 : 1) * compared(a, i, j);
        return IntStream.range(0, a.size()).boxed().sorted(less).mapToInt(i -> i).toArray();
    }

    /** By value, -0 before 0; integers of 64 bits are no doubles. */
    private static int compared(Elements a, int i, int j) {
        if (a.codec.isInt()) {
            return a.codec.type.equals(DType.parse("u64")) ? Long.compareUnsigned(a.code(i), a.code(j))
                    : Long.compare(a.codec.integer(a.code(i)), a.codec.integer(a.code(j)));
        }
        return Double.compare(a.value(i), a.value(j));
    }

    /** A value that is off moves no sorted value by more. */
    private static Elements sorted(SortOp op, Elements a) {
        double off = IntStream.range(0, a.size()).mapToDouble(a::err).max().orElse(0);
        double[] err = new double[a.size()];
        Arrays.fill(err, off);
        return new Elements(a.codec, a.pick(order(op, a)).codes, err);
    }

    /** Where neighbours are so near that their bounds overlap, either may be first. */
    private static Elements indices(SortOp op, Elements a) {
        int[] order = order(op, a);
        double[] err = new double[order.length];
        for (int i = 0; i + 1 < order.length; i++) {
            double off = a.err(order[i]) + a.err(order[i + 1]);
            if (off > 0 && Codec.gap(a.value(order[i]), a.value(order[i + 1])) <= off) {
                err[i] = a.size();
                err[i + 1] = a.size();
            }
        }
        return new Elements(Codec.of(DType.I32), IntStream.of(order).asLongStream().toArray(), err);
    }

    private static Elements each(Elements a, int[] shape, int dim, Codec codec, Along along) {
        int[] rest = shape.clone();
        rest[dim] = 1;
        int[] strides = Tiles.strides(shape);
        long[] codes = new long[a.size()];
        double[] err = new double[codes.length];
        for (int start : Tiles.positions(rest, strides)) {
            int[] group = IntStream.iterate(start, x -> x + strides[dim]).limit(shape[dim]).toArray();
            Elements now = along.of(a.pick(group));
            for (int i = 0; i < group.length; i++) {
                codes[group[i]] = now.code(i);
                err[group[i]] = now.err(i);
            }
        }
        return new Elements(codec, codes, err);
    }
}
