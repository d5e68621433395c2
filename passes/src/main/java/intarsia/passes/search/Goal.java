package intarsia.passes.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * Values from which known steps lead to what is wanted.
 *
 * @param values a code
 * @param n      how many of them must be met; the others mean NaN
 * @param cost   of the steps that remain
 * @param rest   those steps
 */
record Goal(int[] values, int n, int cost, UnaryOperator<Formula> rest) {
    private static final int INFINITY = 0x7f800000;

    /** The wanted values, and what exact inverses of steps with the constants make of them. */
    static List<Goal> of(Wanted w, Constants c, Set<Step> steps) {
        Goal whole = new Goal(w.bits(), w.exact(), 0, f -> f);
        List<Goal> all = new ArrayList<>(List.of(whole));
        if (w.integer()) {
            return all;
        }
        all.addAll(scaled(whole, c));
        if (w.exact() < w.codes().length && steps.contains(Step.FMA_F32)) {
            all.add(infinite(whole));
        }
        if (steps.contains(Step.CVT_F32_F16)) {
            List.copyOf(all).forEach(g -> all.addAll(g.before(Step.CVT_F32_F16, 0, b -> Float.floatToFloat16(Float.intBitsToFloat(b)) & 0xffff)));
        }
        if (steps.contains(Step.CVT_F32_S32)) {
            all.addAll(whole.before(Step.CVT_F32_S32, 0, b -> (int) Float.intBitsToFloat(b)));
        }
        all.addAll(biased(whole, c));
        return all;
    }

    private static List<Goal> scaled(Goal g, Constants c) {
        return Arrays.stream(c.scales()).boxed().flatMap(k -> g.before(Step.MUL_F32, k,
                b -> Float.floatToIntBits((float) (Float.intBitsToFloat(b) / (double) Float.intBitsToFloat(k)))).stream()).toList();
    }

    private static List<Goal> biased(Goal g, Constants c) {
        return Arrays.stream(c.biases()).boxed().flatMap(k -> g.before(Step.ADD, k, b -> b - k).stream()).toList();
    }

    /** Infinity for NaN: times 0 it is NaN, and any number is itself and 0. */
    private static Goal infinite(Goal g) {
        int[] v = g.values.clone();
        Arrays.fill(v, g.n, v.length, INFINITY);
        return new Goal(v, v.length, Costs.of(Step.FMA_F32), f -> Formula.of(Step.FMA_F32, f, Formula.constant(0), f));
    }

    /** The values before a step, if it leads from each to the one that is wanted. */
    private List<Goal> before(Step s, int constant, IntUnaryOperator inverse) {
        int[] v = Arrays.stream(values).map(inverse).toArray();
        for (int i = 0; i < n; i++) {
            if (s.apply(v[i], constant, 0) != values[i]) {
                return List.of();
            }
        }
        UnaryOperator<Formula> first = f -> rest.apply(s.operands() == 1 ? Formula.of(s, f) : Formula.of(s, f, Formula.constant(constant)));
        return List.of(new Goal(v, n, cost + Costs.of(s), first));
    }
}
