package intarsia.ir.layout;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Checked arithmetic on extents: every size of a layout fits an {@code int}. */
final class Sizes {
    static final int MAX_RANK = 32;

    private Sizes() {}

    static int narrow(long size, Supplier<String> what) {
        if (size > Integer.MAX_VALUE || size < 1) {
            throw new IllegalArgumentException(what.get() + ": " + size + ", wanted 1.." + Integer.MAX_VALUE);
        }
        return (int) size;
    }

    /** The number of elements of a shape, after a check of its rank and extents. */
    static int elements(int[] shape) {
        if (shape.length > MAX_RANK) {
            throw new IllegalArgumentException("rank " + shape.length + ", wanted at most " + MAX_RANK);
        }
        long n = 1;
        for (int e : shape) {
            if (e < 1) throw new IllegalArgumentException("extent " + e + " in " + text(shape) + ", wanted >= 1");
            n = narrow(n * e, () -> "elements of " + text(shape));
        }
        return (int) n;
    }

    /** Row-major strides in elements: the product of the extents after each dimension. */
    static int[] strides(int[] shape) {
        int[] s = new int[shape.length];
        int n = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            s[d] = n;
            n *= shape[d];
        }
        return s;
    }

    static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** {@code [16x8]}; the shape of a single element without dimensions is {@code []}. */
    static String text(int[] shape) {
        return Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining("x", "[", "]"));
    }
}
