package intarsia.dsl.library;

import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.dsl.library.Contraction.Factor;
import intarsia.dsl.library.Contraction.Follow;
import intarsia.dsl.library.Contraction.Operand;
import intarsia.ir.type.DType;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The template of contractions {@code y[m, n] = Σ_k a[m, k] · b[n, k]} whose second operand lies in {@linkplain intarsia.ir.type.RowPanel panels}: every lane has rows of its own
 * and sums over all of k, in steps of a part by {@code dot}. A block computes the rows of a panel; blocks that follow one another take other rows of the first operand by the same panel.
 *
 * @param m       results along m
 * @param n       results along n
 * @param k       length of the sum
 * @param rows    results of a block along m
 * @param columns results of a block along n: rows of a panel
 * @param box     elements of k of a box, whose fields begin anew in the next
 * @param chunk   elements of k of a step of the loop: a divisor of the box
 * @param part    elements of a chunk that are summed before scales: a divisor of the chunk
 * @param few     elements whose codes and products registers hold at a time
 */
public record PanelContraction(Size m, Size n, Size k, int rows, int columns, int box, int chunk, int part, int few) {
    public PanelContraction {
        if (chunk % part != 0 || box % chunk != 0) {
            throw new IllegalArgumentException("chunk " + chunk + " of a contraction by panels; wanted a multiple of the part " + part + " that divides a box of " + box);
        }
    }

    /** What a span from (i, j, k) adds to the sums. */
    @FunctionalInterface
    private interface Step {
        Tile add(Scalar i, Scalar j, Scalar k, Tile sums);
    }

    /** Writes the kernel for operands whose codes are multiplied apart from their scales. */
    public void writeCodes(TileKernel kernel, CodeProducts products, Follow follow) {
        write(kernel, products.span(), (i, j, at, sums) -> products.dot(kernel, this, i, j, at, sums), follow);
    }

    /**
     * Writes the kernel for numbers.
     *
     * @param step  elements after which the numbers b come again at the same bits of other bytes
     * @param scale what multiplies the sum of a part
     */
    public void write(TileKernel kernel, Operand a, Operand b, int step, Optional<Factor> scale, Follow follow) {
        int each = divisor(part, step, few);
        write(kernel, part, (i, j, at, sums) -> scale.map(s -> dot(kernel, a, b, i, j, at, part, each, kernel.zeros(DType.F32, rows, columns))
                .fma(s.at(j, columns, at).reshape(1, columns).broadcast(rows, columns), sums)).orElseGet(() -> dot(kernel, a, b, i, j, at, part, each, sums)), follow);
    }

    /** The sums and the products of some elements, in a loop of few of them: for all at once is more than registers hold. */
    Tile dot(TileKernel kernel, Operand a, Operand b, Scalar i, Scalar j, Scalar at, int count, int each, Tile sums) {
        return count == each ? dot(a, b, i, j, at, each, sums)
                : kernel.loop(Size.of(count / each), 1, sums, (s, acc) -> dot(a, b, i, j, at.plus(s.times(each)), each, acc));
    }

    private Tile dot(Operand a, Operand b, Scalar i, Scalar j, Scalar at, int count, Tile sums) {
        return a.at(i, rows, at, count).dot(b.at(j, columns, at, count), sums);
    }

    /** The largest divisor of a number of elements that is a multiple of a step and at most so many; where there is none, the step, or all elements if that does not divide them. */
    public static int divisor(int of, int step, int most) {
        return IntStream.rangeClosed(1, of / step).map(n -> n * step).filter(n -> of % n == 0 && n <= most).max().orElse(of % step == 0 ? step : of);
    }

    /** @param span elements of a step: some of a chunk, or some chunks of a box */
    private void write(TileKernel kernel, int span, Step step, Follow follow) {
        int most = Math.max(chunk, span);
        if (box % most != 0 || most % span != 0 || most % chunk != 0) {
            throw new IllegalArgumentException("spans of " + span + " elements in chunks of " + chunk + " in a box of " + box + "; wanted each to divide the next");
        }
        Scalar j = kernel.grid(n.ceilDiv(columns)).times(columns);
        Scalar i = kernel.grid(m.ceilDiv(rows)).times(rows);
        Tile sums = kernel.loop(k.ceilDiv(box), 1, kernel.zeros(DType.F32, rows, columns), (s, acc) -> {
            Scalar first = s.times(box);
            return box == most ? steps(step, i, j, first, most, span, acc)
                    : kernel.loop(Size.of(box / most), 1, acc, (c, inner) -> steps(step, i, j, first.plus(c.times(most)), most, span, inner));
        });
        follow.store(i, j, sums);
    }

    private static Tile steps(Step step, Scalar i, Scalar j, Scalar at, int count, int each, Tile acc) {
        Tile now = acc;
        for (int from = 0; from < count; from += each) {
            now = step.add(i, j, from == 0 ? at : at.plus(from), now);
        }
        return now;
    }
}
