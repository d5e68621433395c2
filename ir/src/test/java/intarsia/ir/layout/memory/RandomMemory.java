package intarsia.ir.layout.memory;

import intarsia.ir.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** Random memory layouts of numbers as they were written down, with addresses straight from the definition: the oracle of the tests. */
record RandomMemory(int bits, List<List<long[]>> dims, long base, long size) {
    private static final int[] EXTENTS = {1, 2, 2, 2, 3, 4, 5, 8};

    /** Any strides. */
    static RandomMemory any(SplittableRandom random, int rank, int maxDigits, int unit) {
        List<List<long[]>> dims = new ArrayList<>();
        for (int d = 0; d < rank; d++) {
            List<long[]> dim = new ArrayList<>();
            for (int i = random.nextInt(maxDigits + 1); i > 0; i--) {
                dim.add(new long[] {EXTENTS[random.nextInt(EXTENTS.length)], unit * (long) (random.nextInt(20) - 4)});
            }
            dims.add(dim);
        }
        return new RandomMemory(unit, dims, unit * (long) random.nextInt(8), unit * (long) random.nextInt(1, 100));
    }

    /** Digits at the strides of a compact layout in a random order, now and then padded, repeated, or backwards. */
    static RandomMemory packed(SplittableRandom random, int[][] extents, int bits) {
        List<List<long[]>> dims = new ArrayList<>();
        List<long[]> all = new ArrayList<>();
        for (int[] dim : extents) {
            List<long[]> digits = new ArrayList<>();
            for (int e : dim) digits.add(new long[] {e, 0});
            all.addAll(digits);
            dims.add(digits);
        }
        if (random.nextInt(3) > 0) shuffle(all, random);
        long at = bits;
        for (long[] digit : all.reversed()) {
            boolean odd = random.nextInt(8) == 0;
            digit[1] = odd && random.nextBoolean() ? 0 : odd ? -at : at;
            at *= digit[0];
            if (random.nextInt(6) == 0) at += bits * (long) random.nextInt(1, 5);
        }
        long base = 8L * (1L << random.nextInt(6)) * random.nextInt(4);
        return new RandomMemory(bits, dims, base, at);
    }

    private static void shuffle(List<long[]> list, SplittableRandom random) {
        for (int i = list.size(); i > 1; i--) Collections.swap(list, i - 1, random.nextInt(i));
    }

    MemoryLayout layout() {
        return MemoryLayout.of(bits, dims.stream().map(dim -> dim.stream().map(d -> MemoryDigit.of(d[0], d[1])).toList()).toList(), Expr.of(base),
                Expr.of(size));
    }

    int[] shape() {
        return dims.stream().mapToInt(dim -> dim.stream().mapToInt(d -> (int) d[0]).reduce(1, (a, b) -> a * b)).toArray();
    }

    long address(int[] x) {
        long at = base;
        for (int d = 0; d < x.length; d++) at += offset(dims.get(d), x[d]);
        return at;
    }

    private static long offset(List<long[]> dim, int x) {
        long at = 0;
        int rest = x;
        for (long[] digit : dim.reversed()) {
            at += rest % digit[0] * digit[1];
            rest /= (int) digit[0];
        }
        return at;
    }

    /** Every index of a shape, row-major. */
    static List<int[]> indices(int[] shape) {
        List<int[]> out = new ArrayList<>();
        out.add(new int[shape.length]);
        for (int d = 0; d < shape.length; d++) {
            List<int[]> next = new ArrayList<>();
            for (int[] x : out) {
                for (int i = 0; i < shape[d]; i++) {
                    int[] y = x.clone();
                    y[d] = i;
                    next.add(y);
                }
            }
            out = next;
        }
        return out;
    }

    static long[] longs(int[] x) {
        return Arrays.stream(x).asLongStream().toArray();
    }
}
