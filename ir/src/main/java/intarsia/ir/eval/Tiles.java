package intarsia.ir.eval;

import intarsia.ir.ReduceOp;
import intarsia.ir.type.DType;
import intarsia.ir.type.FloatType;
import intarsia.ir.type.IntType;
import java.util.stream.IntStream;

/** Ops on elements in row-major order under a shape. Shared by tiles and tensors. */
final class Tiles {
    private Tiles() {
    }

    static int size(int[] shape) {
        return IntStream.of(shape).reduce(1, Math::multiplyExact);
    }

    /** Where element 0 of each step along a dimension is, in elements. */
    static int[] strides(int[] shape) {
        int[] strides = new int[shape.length];
        int at = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = at;
            at *= shape[d];
        }
        return strides;
    }

    /** For every index of {@code shape} in order, the sum of {@code strides} times the index. */
    static int[] positions(int[] shape, int[] strides) {
        int[] at = new int[size(shape)];
        int[] index = new int[shape.length];
        for (int i = 1; i < at.length; i++) {
            int d = shape.length - 1;
            int p = at[i - 1];
            while (index[d] == shape[d] - 1) {
                p -= index[d] * strides[d];
                index[d--] = 0;
            }
            index[d]++;
            at[i] = p + strides[d];
        }
        return at;
    }

    static Elements iota(int[] shape, int dim) {
        int[] strides = new int[shape.length];
        strides[dim] = 1;
        return Elements.of(DType.I32, IntStream.of(positions(shape, strides)).asLongStream().toArray());
    }

    static Elements broadcast(Elements a, int[] from, int[] to) {
        int[] strides = strides(from);
        for (int d = 0; d < from.length; d++) {
            strides[d] = from[d] == 1 ? 0 : strides[d];
        }
        return a.pick(positions(to, strides));
    }

    /** Dimension j of the result is dimension {@code perm[j]} of {@code a}. */
    static Elements transpose(Elements a, int[] from, int[] perm) {
        int[] strides = strides(from);
        return a.pick(positions(IntStream.of(perm).map(p -> from[p]).toArray(), IntStream.of(perm).map(p -> strides[p]).toArray()));
    }

    /** All elements along a dimension as one. */
    static Elements reduce(ReduceOp op, Elements a, int[] shape, int dim) {
        int[] rest = shape.clone();
        rest[dim] = 1;
        int[] strides = strides(shape);
        int[] starts = positions(rest, strides);
        long[] codes = new long[starts.length];
        double[] err = new double[starts.length];
        for (int i = 0; i < codes.length; i++) {
            int[] group = IntStream.iterate(starts[i], x -> x + strides[dim]).limit(shape[dim]).toArray();
            Elements one = reduce(op, a.pick(group));
            codes[i] = one.codes[0];
            err[i] = one.err(0);
        }
        return new Elements(a.codec, codes, err);
    }

    /** All elements as one. */
    static Elements reduce(ReduceOp op, Elements a) {
        if (a.size() == 0) {
            throw new IllegalArgumentException(op.text() + " along a dimension without elements; wanted at least one");
        }
        return switch (op) {
            case SUM -> {
                Sum sum = new Sum(a.codec);
                for (int i = 0; i < a.size(); i++) {
                    sum.add(a, i);
                }
                yield new Elements(a.codec, new long[] {sum.code()}, new double[] {sum.bound()});
            }
            case PROD -> product(a);
            case MIN, MAX, AND, OR, XOR -> {
                Elements best = a.pick(new int[] {0});
                for (int i = 1; i < a.size(); i++) {
                    best = Elementwise.binary(op.combine(), best, a.pick(new int[] {i}));
                }
                yield best;
            }
        };
    }

    /** As a sum; the factors' relative roundings add up. */
    private static Elements product(Elements a) {
        double p = 1;
        double outer = 1;
        // What some order may come to on the way: all that grows first, or all that shrinks.
        double high = 1;
        double low = 1;
        long whole = 1;
        boolean exact = true;
        for (int i = 0; i < a.size(); i++) {
            p *= a.value(i);
            outer *= Math.abs(a.value(i)) + a.err(i);
            high *= Double.isFinite(a.value(i)) ? Math.max(1, Math.abs(a.value(i)) + a.err(i)) : 1;
            low *= a.value(i) == 0 ? 1 : Math.min(1, Math.abs(a.value(i)));
            whole = a.codec.isInt() ? whole * a.codec.integer(a.codes[i]) : 0;
            exact &= a.err(i) == 0;
        }
        if (a.codec.type instanceof IntType t) {
            double e = exact ? 0 : outer > a.codec.type.maxFinite() ? a.codec.span() : Codec.gap(outer, Math.abs(p));
            return new Elements(a.codec, new long[] {t.mask() & whole}, new double[] {e});
        }
        if (a.size() > 2 && (high > a.codec.type.maxFinite() || a.codec.type instanceof FloatType f && low < smallestNormal(f))) {
            return new Elements(a.codec, new long[] {a.codec.encode(p)}, new double[] {Double.POSITIVE_INFINITY});
        }
        boolean settled = Double.isNaN(p) || Double.isInfinite(p) && exact;
        double rounding = a.size() < 2 ? 0 : a.size() * (a.codec.unitRoundoff() * outer + a.codec.ulp(0));
        double e = settled ? 0 : a.codec.spread(p, exact ? 0 : Codec.gap(outer, Math.abs(p))) + rounding;
        return new Elements(a.codec, new long[] {a.codec.encode(p)}, new double[] {Double.isNaN(e) ? Double.POSITIVE_INFINITY : e});
    }

    private static double smallestNormal(FloatType t) {
        return Math.scalb(1.0, 1 - t.bias());
    }

    /** {@code acc + a · bᵀ} of [m,k], [n,k] and [m,n]. */
    static Elements dot(Elements a, Elements b, Elements acc, int m, int n, int k) {
        long[] codes = new long[m * n];
        double[] err = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                Sum sum = new Sum(acc.codec);
                sum.add(acc, i * n + j);
                for (int x = 0; x < k; x++) {
                    sum.addProduct(a, i * k + x, b, j * k + x);
                }
                codes[i * n + j] = sum.code();
                err[i * n + j] = sum.bound();
            }
        }
        return new Elements(acc.codec, codes, err);
    }

    /** {@code table[index]} an element; where the index is not exact, any element it may reach. */
    static Elements lookup(Elements table, Elements index) {
        long[] codes = new long[index.size()];
        double[] err = new double[index.size()];
        for (int i = 0; i < codes.length; i++) {
            long at = index.codec.integer(index.codes[i]);
            if (at < 0 || at >= table.size()) {
                throw new IndexOutOfBoundsException("index " + at + " at element " + i + " of a table of " + table.size());
            }
            codes[i] = table.codes[(int) at];
            err[i] = table.err((int) at);
            double reach = Math.min(index.err(i), table.size());
            for (int j = (int) Math.max(0, at - reach); reach > 0 && j <= Math.min(table.size() - 1, at + reach); j++) {
                err[i] = Math.max(err[i], Codec.gap(table.value(j), table.value((int) at)) + table.err(j));
            }
        }
        return new Elements(table.codec, codes, err);
    }
}
