package intarsia.dsl.library;

import intarsia.dsl.Global;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.UnaryOp;
import intarsia.ir.type.DType;
import java.util.List;
import java.util.Locale;

/**
 * {@code y = exp(x - max(x)) / Σ exp(x - max(x))} of rows [{@code rows}, {@code n}] of f32 numbers of any length. The algorithms differ in how often they read a row;
 * in none does a sum overflow. A row that holds +Inf or NaN, or -Inf alone, gives NaN.
 */
public final class SoftmaxKernels {
    private static final double LOG2_E = 1.4426950408889634;

    private SoftmaxKernels() {
    }

    /** How a row is read. */
    public enum Algorithm {
        /** Its maximum, then the sum, then the results. */
        THREE_PASSES,
        /** Maximum and sum at once, the sum rescaled when the maximum grows (Online normalizer calculation for softmax, arXiv 1805.02867), then the results. */
        ONLINE,
        /** The sum of {@code exp(x)} as a mantissa and an exponent, which need no maximum, then the results (The Two-Pass Softmax Algorithm, arXiv 2001.04438). */
        TWO_PASSES;

        /** The word in text. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The kernel of an algorithm: a block takes a row.
     *
     * @param step numbers of a row that are taken at a time, such as the lanes of the target; many times more make code that is too long
     */
    public static Kernel kernel(Algorithm algorithm, int step) {
        return TileKernel.define("softmax", k -> {
            Size rows = k.size("rows");
            Size n = k.size("n");
            Global x = k.in("x", DType.F32, rows, n);
            Global y = k.out("y", DType.F32, rows, n);
            Row row = new Row(k, step, n, x, y, k.grid(rows));
            switch (algorithm) {
                case THREE_PASSES -> row.threePasses();
                case ONLINE -> row.online();
                case TWO_PASSES -> row.twoPasses();
            }
        });
    }

    /** One row of the matrices. */
    private record Row(TileKernel k, int step, Size n, Global x, Global y, Scalar row) {
        /** What stands beyond the end is -Inf, whose exponential is 0. */
        Tile numbers(Scalar at) {
            return x.at(row, at).loadOr(Double.NEGATIVE_INFINITY, step);
        }

        void threePasses() {
            Tile top = k.loop(n, step, lowest(), (i, m) -> m.max(numbers(i))).max(0);
            Tile sum = k.loop(n, step, k.zeros(DType.F32, step), (i, s) -> s.plus(numbers(i).minus(top).exp())).sum(0);
            k.loop(n, step, i -> y.at(row, i).store(numbers(i).minus(top).exp().div(sum)));
        }

        /** Every lane has a maximum and a sum of its own; they meet at the end. */
        void online() {
            List<Tile> last = k.loop(k.index(0), k.size(n), step, List.of(finite(lowest()), k.zeros(DType.F32, step)), (i, state) -> {
                Tile v = numbers(i);
                Tile top = state.get(0).max(v);
                return List.of(top, v.minus(top).exp().plus(state.get(1).times(state.get(0).minus(top).exp())));
            });
            Tile top = last.get(0).max(0);
            Tile sum = last.get(1).times(last.get(0).minus(top).exp()).sum(0);
            k.loop(n, step, i -> y.at(row, i).store(numbers(i).minus(top).exp().div(sum)));
        }

        /** exp(x) = m · 2^e with e = round(x · log2 e): sums of such pairs are taken at the larger exponent. */
        void twoPasses() {
            List<Tile> last = k.loop(k.index(0), k.size(n), step, List.of(k.zeros(DType.F32, step), finite(lowest())), (i, state) -> {
                Tile v = numbers(i).times(LOG2_E);
                Tile e = exponent(v);
                Tile most = state.get(1).max(e);
                return List.of(exp2(v.minus(e)).times(exp2(e.minus(most))).plus(state.get(0).times(exp2(state.get(1).minus(most)))), most);
            });
            Tile most = last.get(1).max(0);
            Tile sum = last.get(0).times(exp2(last.get(1).minus(most))).sum(0);
            k.loop(n, step, i -> {
                Tile v = numbers(i).times(LOG2_E);
                Tile e = exponent(v);
                y.at(row, i).store(exp2(v.minus(e)).times(exp2(e.minus(most))).div(sum));
            });
        }

        private Tile exponent(Tile v) {
            return finite(v.unary(UnaryOp.ROUND));
        }

        private static Tile exp2(Tile t) {
            return t.unary(UnaryOp.EXP2);
        }

        private Tile lowest() {
            return k.full(DType.F32, Double.NEGATIVE_INFINITY, step);
        }

        /** With a number that is small enough in place of -Inf, from which differences are no NaN. */
        private Tile finite(Tile t) {
            return t.max(k.full(DType.F32, -Float.MAX_VALUE / 4, step));
        }
    }
}
