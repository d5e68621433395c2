package intarsia.dsl.library;

import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.type.DType;
import java.util.Optional;

/**
 * The template of contractions: {@code y[m, n] = Σ_k a[m, k] · b[n, k]}, both operands with k innermost, sums in f32.
 * A block computes {@code rows × columns} results. Each lane sums its own part of k; the parts are added at the end.
 * One template for GEMV and GEMM and every pair of formats: what is read stands in the holes.
 *
 * @param m       results along m
 * @param n       results along n
 * @param k       length of the sum
 * @param rows    results of a block along m
 * @param columns results of a block along n
 * @param chunk   elements of k that a step of the loop reads: a multiple of {@code width}
 * @param width   elements of k that are summed apart, the lanes of the target
 * @param start   where along k the sum begins, where a block computes a part of it
 */
public record Contraction(Size m, Size n, Size k, int rows, int columns, int chunk, int width, Optional<Scalar> start) {
    /** One that sums all of k. */
    public Contraction(Size m, Size n, Size k, int rows, int columns, int chunk, int width) {
        this(m, n, k, rows, columns, chunk, width, Optional.empty());
    }

    /** An operand: an f32 tile [count, width] of rows from {@code row}, elements from {@code k}. */
    @FunctionalInterface
    public interface Operand {
        Tile at(Scalar row, int count, Scalar k, int width);
    }

    /** What multiplies the partial sum of a chunk: an f32 tile [count, 1] of rows from {@code row}. */
    @FunctionalInterface
    public interface Factor {
        Tile at(Scalar row, int count, Scalar k);
    }

    /** What happens to a tile [rows, columns] of results from {@code (m, n)}: the maps that follow, and the store. */
    @FunctionalInterface
    public interface Follow {
        void store(Scalar m, Scalar n, Tile result);
    }

    public Contraction {
        if (chunk % width != 0) {
            throw new IllegalArgumentException("chunk " + chunk + " of a contraction; wanted a multiple of the width " + width);
        }
    }

    /** A chunk: gives the sums [rows, columns, width] of rows from i and j with the products from k on added. */
    @FunctionalInterface
    private interface Step {
        Tile add(Scalar i, Scalar j, Scalar k, Tile sums);
    }

    /** Writes the kernel. */
    public void write(TileKernel kernel, Operand a, Operand b, Follow follow) {
        write(kernel, (i, j, at, acc) -> add(kernel, a, b, Optional.empty(), i, j, at, acc), follow);
    }

    /** Writes the kernel for an operand b whose chunks have a factor: the scale of a block. */
    public void writeScaled(TileKernel kernel, Operand a, Operand b, Factor scale, Follow follow) {
        write(kernel, (i, j, at, acc) -> add(kernel, a, b, Optional.of(scale), i, j, at, acc), follow);
    }

    /** Writes the kernel for operands whose codes are multiplied apart from their scales. */
    public void writeCodes(TileKernel kernel, CodeProducts products, Follow follow) {
        if (chunk % products.part() != 0 || products.part() % width != 0) {
            throw new IllegalArgumentException("parts of " + products.part() + " elements in chunks of " + chunk + " and widths of " + width
                    + "; wanted whole parts of whole widths");
        }
        write(kernel, (i, j, at, acc) -> products.add(this, i, j, at, acc), follow);
    }

    private void write(TileKernel kernel, Step step, Follow follow) {
        Scalar i = kernel.grid(m.ceilDiv(rows)).times(rows);
        Scalar j = kernel.grid(n.ceilDiv(columns)).times(columns);
        Tile sums = kernel.loop(k.ceilDiv(chunk), 1, kernel.zeros(DType.F32, rows, columns, width),
                (s, acc) -> step.add(i, j, start.map(f -> f.plus(s.times(chunk))).orElseGet(() -> s.times(chunk)), acc));
        follow.store(i, j, sums.sum(2).reshape(rows, columns));
    }

    private Tile add(TileKernel kernel, Operand a, Operand b, Optional<Factor> scale, Scalar i, Scalar j, Scalar at, Tile acc) {
        boolean direct = chunk == width && scale.isEmpty(); // into the sums, with no partial sum between
        Tile part = direct ? acc : kernel.zeros(DType.F32, rows, columns, width);
        for (int from = 0; from < chunk; from += width) {
            Scalar here = from == 0 ? at : at.plus(from);
            Tile x = a.at(i, rows, here, width).reshape(rows, 1, width);
            Tile y = b.at(j, columns, here, width).reshape(1, columns, width);
            part = from == 0 && !direct ? x.times(y) : y.fma(x, part);
        }
        if (direct) {
            return part;
        }
        Tile sum = part;
        return acc.plus(scale.map(s -> sum.times(s.at(j, columns, at).reshape(1, columns, 1))).orElse(sum));
    }
}
