package intarsia.passes.search;

import java.util.Optional;

/** The constant with which one step leads from values to others; of the first {@code n} of each. */
final class Solver {
    private static final int FIRST = 8;
    private final int[] from;
    private final int[] to;
    private final int n;

    Solver(int[] from, int[] to, int n) {
        this.from = from;
        this.to = to;
        this.n = n;
    }

    /** False where the first values show that no constant will do; quick. */
    boolean possible(Step s) {
        for (int i = 0; i < Math.min(n, FIRST); i++) {
            if (!possible(s, from[i], to[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean possible(Step s, int a, int b) {
        return switch (s) {
            case AND -> (b & ~a) == 0;
            case OR -> (a & ~b) == 0;
            case MUL, SHL -> Integer.numberOfTrailingZeros(b) >= Integer.numberOfTrailingZeros(a);
            case MIN -> b <= a;
            case MAX -> b >= a;
            case SHR_S, SHR_U, XOR, ADD, SUB, CVT_F32_S32, CVT_F32_F16, ADD_F32, MUL_F32, FMA_F32, EQ, GE, SELECT -> true;
        };
    }

    /** The formula that takes {@code a}, with the values {@code from}, to {@code to} by a step and a constant. */
    Optional<Formula> last(Step s, Formula a) {
        return switch (s) {
            case SUB -> right(from[0] + to[0], c -> Formula.of(s, Formula.constant(c), a), (x, c) -> c - x);
            case FMA_F32 -> fma(a);
            case CVT_F32_S32, CVT_F32_F16 -> right(0, _ -> Formula.of(s, a), (x, _) -> s.apply(x, 0, 0));
            case EQ, GE, SELECT -> Optional.empty();
            case MUL -> right(factor(), c -> product(a, c), (x, c) -> x * c);
            case AND, OR, XOR, ADD, MIN, MAX, SHL, SHR_S, SHR_U, ADD_F32, MUL_F32 ->
                right(guess(s), c -> Formula.of(s, a, Formula.constant(c)), (x, c) -> s.apply(x, c, 0));
        };
    }

    private static Formula product(Formula a, int c) {
        boolean power = Integer.bitCount(c) == 1;
        return Formula.of(power ? Step.SHL : Step.MUL, a, Formula.constant(power ? Integer.numberOfTrailingZeros(c) : c));
    }

    /** Makes a formula of a constant. */
    private interface Maker {
        Formula with(int constant);
    }

    /** A step on a value and a constant. */
    private interface Trial {
        int result(int x, int constant);
    }

    private Optional<Formula> right(int c, Maker made, Trial t) {
        for (int i = 0; i < n; i++) {
            if (t.result(from[i], c) != to[i]) {
                return Optional.empty();
            }
        }
        return Optional.of(made.with(c));
    }

    /** The one constant that can be right, or any where none is. */
    private int guess(Step s) {
        return switch (s) {
            case AND -> ones();
            case OR -> ones() & ~common();
            case XOR -> from[0] ^ to[0];
            case ADD -> to[0] - from[0];
            case MIN, MAX -> changed();
            case SHL, SHR_S, SHR_U -> shift(s);
            case ADD_F32 -> Float.floatToIntBits((float) (f(to[0]) - (double) f(from[0])));
            case MUL_F32 -> scale();
            case SUB, MUL, CVT_F32_S32, CVT_F32_F16, FMA_F32, EQ, GE, SELECT -> throw new IllegalArgumentException(s.text() + " is not a step with one constant on the right");
        };
    }

    private int ones() {
        int all = 0;
        for (int i = 0; i < n; i++) {
            all |= to[i];
        }
        return all;
    }

    /** Bits that are on in every value already, where the result has them too. */
    private int common() {
        int all = -1;
        for (int i = 0; i < n; i++) {
            all &= from[i];
        }
        return all;
    }

    /** By the value with the fewest zeros at its end: the bits of the factor that it leaves open matter to none. */
    private int factor() {
        int best = 0;
        for (int i = 1; i < n; i++) {
            best = Integer.numberOfTrailingZeros(from[i]) < Integer.numberOfTrailingZeros(from[best]) ? i : best;
        }
        int zeros = Integer.numberOfTrailingZeros(from[best]) & 31;
        int odd = from[best] >> zeros;
        int inverse = odd;
        for (int i = 0; i < 4; i++) { // Newton: each step doubles the bits that are right, 3 at first
            inverse *= 2 - odd * inverse;
        }
        return (to[best] >>> zeros) * inverse << zeros >>> zeros;
    }

    private int changed() {
        for (int i = 0; i < n; i++) {
            if (from[i] != to[i]) {
                return to[i];
            }
        }
        return 0;
    }

    private int shift(Step s) {
        int i = 0;
        while (i < n - 1 && (from[i] == 0 || from[i] == -1)) {
            i++;
        }
        int k = 0;
        while (k < 31 && s.apply(from[i], k, 0) != to[i]) {
            k++;
        }
        return k;
    }

    private int scale() {
        int i = 0;
        while (i < n - 1 && (f(from[i]) == 0 || !Float.isFinite(f(to[i])))) {
            i++;
        }
        return Float.floatToIntBits((float) ((double) f(to[i]) / f(from[i])));
    }

    /** A line through two points that differ. */
    private Optional<Formula> fma(Formula a) {
        int i = 1;
        while (i < n && f(from[i]) == f(from[0])) {
            i++;
        }
        if (i >= n) {
            return Optional.empty();
        }
        float slope = (float) (((double) f(to[i]) - f(to[0])) / ((double) f(from[i]) - f(from[0])));
        int b = Float.floatToIntBits(slope);
        int c = Float.floatToIntBits((float) (f(to[0]) - (double) slope * f(from[0])));
        return right(0, _ -> Formula.of(Step.FMA_F32, a, Formula.constant(b), Formula.constant(c)), (x, _) -> Step.FMA_F32.apply(x, b, c));
    }

    private static float f(int bits) {
        return Float.intBitsToFloat(bits);
    }
}
