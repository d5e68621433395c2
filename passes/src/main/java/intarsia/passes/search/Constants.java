package intarsia.passes.search;

import intarsia.ir.type.DType;
import intarsia.ir.type.FloatType;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The constants that a search tries on the way, from where the fields of a code lie and where those of an f32 lie. What the
 * last step needs is solved instead: {@link Solver}.
 *
 * @param words  for and, or, xor, add: powers of two, their differences, exponents of f32
 * @param shifts distances between fields
 * @param copies for mul: several shifted copies at once
 * @param scales the power of two, as f32, between the biases of the exponents; none where they are the same
 * @param biases differences of exponent biases, in place
 */
record Constants(int[] words, int[] shifts, int[] copies, int[] scales, int[] biases) {
    private static final int F32_MANTISSA = 23;
    private static final int F16_MANTISSA = 10;
    private static final int F32_BIAS = 127;
    private static final int F16_BIAS = 15;
    /** 2^23, 1.5 · 2^23, 1 as f32: an integer in the low bits of the first two is added to them. */
    private static final int[] MAGIC = {0x4b000000, 0x4b400000, 0x3f800000};

    static Constants of(DType t, boolean f16) {
        return t instanceof FloatType f ? of(f.exponentBits(), f.mantissaBits(), f.bits(), f.bias(), f16) : of(0, 0, t.bits(), 0, f16);
    }

    private static Constants of(int e, int m, int n, int bias, boolean f16) {
        int[] fields = {0, 1, m, e + m, n - 1, n};
        int[] homes = f16 ? new int[] {Math.abs(F16_MANTISSA - m), F16_MANTISSA, F16_MANTISSA + e, 15, 16}
                : new int[] {F32_MANTISSA - m, F32_MANTISSA, F32_MANTISSA + e, 31, 32};
        int[] shifts = IntStream.of(fields).flatMap(f -> IntStream.of(homes).map(h -> Math.abs(h - f))).filter(s -> s > 0 && s < 32)
                .distinct().sorted().toArray();
        return new Constants(words(fields, homes, bias), shifts, copies(shifts), scales(f16 ? F16_BIAS - bias : F32_BIAS - bias),
                IntStream.of(F32_BIAS, F32_BIAS - bias).distinct().map(b -> b << F32_MANTISSA).toArray());
    }

    private static int[] words(int[] fields, int[] homes, int bias) {
        Set<Integer> all = new TreeSet<>();
        int[] places = IntStream.concat(IntStream.of(fields), IntStream.of(homes)).distinct().toArray();
        for (int p : places) {
            for (int q : places) {
                all.add((int) ((1L << p) - (1L << q)));
            }
            all.add((int) (1L << p));
            all.add((int) -(1L << p));
        }
        IntStream.of(MAGIC).forEach(all::add);
        all.add(F32_BIAS - bias << F32_MANTISSA);
        all.remove(0);
        return all.stream().mapToInt(i -> i).toArray();
    }

    /** Two copies of a code. */
    private static int[] copies(int[] shifts) {
        return IntStream.of(shifts).flatMap(a -> IntStream.concat(IntStream.of(0), IntStream.of(shifts)).filter(b -> b < a).map(b -> (1 << a) + (1 << b)))
                .distinct().toArray();
    }

    private static int[] scales(int k) {
        return k >= -126 && k <= 127 && k != 0 ? new int[] {Float.floatToIntBits(Math.scalb(1.0f, k))} : new int[0];
    }
}
