package intarsia.ir.type;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Scales, and minima, of groups of values as ggml's reference looks for them: first that at which the codes reach the extreme, then some around it, of which each gives codes,
 * and these the scale of least weighted squared error. Single precision throughout, each operation rounded, as C without fused operations has it.
 */
final class ScaleSearch {
    private final float[] x;
    /** The codes of the best so far. */
    final int[] codes;
    float scale;
    /** What is subtracted: not negative. */
    float min;

    private ScaleSearch(float[] x) {
        this.x = x;
        this.codes = new int[x.length];
    }

    /** C's rounding to the nearest whole number, halves to even. */
    static int nearest(float v) {
        return (int) Math.rint(v);
    }

    private float extreme() {
        float extreme = 0;
        for (float v : x) {
            extreme = Math.abs(v) > Math.abs(extreme) ? v : extreme;
        }
        return extreme;
    }

    private static int inside(int code, int limit) {
        return Math.clamp(code, -limit, limit - 1);
    }

    /** Sums of w·x·code and w·code·code, with the square of a value as its weight. */
    private float[] sums(IntUnaryOperator code) {
        float products = 0;
        float squares = 0;
        for (int i = 0; i < x.length; i++) {
            float w = x[i] * x[i];
            int l = code.applyAsInt(i);
            products += w * x[i] * l;
            squares += w * l * l;
        }
        return new float[] {products, squares};
    }

    /** Codes from −limit to limit − 1 less −limit, and the best of 19 scales that put the extreme value about the first of them. */
    static ScaleSearch signed(float[] x, int limit) {
        ScaleSearch s = new ScaleSearch(x);
        float extreme = s.extreme();
        if (Math.abs(extreme) < GgmlSearch.NOTHING) {
            return s;
        }
        float best = 0;
        for (int t = 0; t < GgmlSearch.SIGNED_TRIES; t++) {
            float inverse = -(limit + 0.1f * GgmlSearch.tenths(t)) / extreme;
            IntUnaryOperator code = i -> inside(nearest(inverse * x[i]), limit);
            float[] sums = s.sums(code);
            if (t == 0 || sums[1] > 0 && sums[0] * sums[0] > best * sums[1]) {
                s.scale = sums[1] != 0 ? sums[0] / sums[1] : 0;
                best = s.scale * sums[0];
                Arrays.setAll(s.codes, i -> code.applyAsInt(i) + limit);
            }
        }
        return s;
    }

    /** The same codes under one scale, which are then moved one after another while that helps, five times at most. */
    static ScaleSearch moved(float[] x, int limit) {
        ScaleSearch s = new ScaleSearch(x);
        float extreme = s.extreme();
        if (Math.abs(extreme) < GgmlSearch.NOTHING) {
            return s;
        }
        float inverse = -limit / extreme;
        Arrays.setAll(s.codes, i -> inside(nearest(inverse * x[i]), limit));
        float[] sums = s.sums(i -> s.codes[i]);
        for (int round = 0; round < GgmlSearch.ROUNDS && s.move(sums, limit); round++) { }
        Arrays.setAll(s.codes, i -> s.codes[i] + limit);
        s.scale = sums[0] / sums[1];
        return s;
    }

    private boolean move(float[] sums, int limit) {
        boolean changed = false;
        for (int i = 0; i < x.length; i++) {
            float w = x[i] * x[i];
            float products = sums[0] - w * x[i] * codes[i];
            if (products > 0) {
                float squares = sums[1] - w * codes[i] * codes[i];
                int now = inside(nearest(x[i] * squares / products), limit);
                products += w * x[i] * now;
                squares += w * now * now;
                if (now != codes[i] && squares > 0 && products * products * sums[1] > sums[0] * sums[0] * squares) {
                    codes[i] = now;
                    sums[0] = products;
                    sums[1] = squares;
                    changed = true;
                }
            }
        }
        return changed;
    }

    /** Codes from 0 to the greatest over a minimum of at most 0. */
    static ScaleSearch shifted(float[] x, float[] weights, GgmlSearch search) {
        int most = search.most();
        boolean absolute = search.absolute();
        ScaleSearch s = new ScaleSearch(x);
        float least = x[0];
        float greatest = x[0];
        float sumW = 0;
        float sumX = 0;
        for (int i = 0; i < x.length; i++) {
            least = Math.min(least, x[i]);
            greatest = Math.max(greatest, x[i]);
            sumW += weights[i];
            sumX += weights[i] * x[i];
        }
        least = Math.min(least, 0);
        s.min = -least;
        if (greatest == least) {
            return s;
        }
        float inverse = most / (greatest - least);
        s.scale = 1 / inverse;
        s.steps(s.codes, inverse, least, most);
        float best = s.error(s.codes, weights, s.scale, least, absolute);
        int[] now = new int[x.length];
        for (int t = 0; t <= search.tries(); t++) {
            s.steps(now, (search.first() + 0.1f * t + most) / (greatest + s.min), -s.min, most); // over the best minimum so far
            best = s.fitted(now, weights, sumW, sumX, best, absolute);
        }
        return s;
    }

    private void steps(int[] to, float inverse, float least, int most) {
        for (int i = 0; i < to.length; i++) {
            to[i] = Math.clamp(nearest(inverse * (x[i] - least)), 0, most);
        }
    }

    private float error(int[] of, float[] weights, float factor, float least, boolean absolute) {
        float error = 0;
        for (int i = 0; i < of.length; i++) {
            float off = factor * of[i] + least - x[i];
            error += weights[i] * (absolute ? Math.abs(off) : off * off);
        }
        return error;
    }

    /** Takes the scale and the minimum of least weighted squares for some codes, where they are better; gives back the least error. */
    private float fitted(int[] now, float[] weights, float sumW, float sumX, float best, boolean absolute) {
        float l = 0;
        float l2 = 0;
        float xl = 0;
        for (int i = 0; i < now.length; i++) {
            l += weights[i] * now[i];
            l2 += weights[i] * now[i] * now[i];
            xl += weights[i] * now[i] * x[i];
        }
        float determinant = sumW * l2 - l * l;
        if (!(determinant > 0)) {
            return best;
        }
        float least = (l2 * sumX - l * xl) / determinant;
        float factor = least > 0 ? xl / l2 : (sumW * xl - sumX * l) / determinant;
        least = Math.min(least, 0);
        float error = error(now, weights, factor, least, absolute);
        if (!(error < best)) {
            return best;
        }
        System.arraycopy(now, 0, codes, 0, now.length);
        scale = factor;
        min = -least;
        return error;
    }
}
