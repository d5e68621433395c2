package intarsia.dsl.library;

import intarsia.dsl.Global;
import intarsia.dsl.Mask;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.BufferType;
import intarsia.ir.Divisors;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.ScalarType;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.PlanBuffer.Role;
import intarsia.ir.plan.Step;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.List;
import java.util.Optional;

/**
 * Convolutions of images by way of Im2win (Im2win: An Efficient Convolution Paradigm on GPU, arXiv 2306.14316; for CPUs IEEE HPEC 2022): for each row of results the
 * rows of the image that it needs are written column after column, so that what one result needs is one run of memory, and neighbouring results share all but
 * {@code stride} columns of it. The product then reads a matrix whose rows overlap, by the template of all contractions: weights of any format.
 *
 * <p>Images are [{@code n}, {@code h}, {@code w}, channels], the windows [{@code n}, results down, {@code w} + 2 · padding, size, channels], weights
 * [{@code outputs}, size · size · channels] with the column of the window slowest and the channel fastest, results [{@code n}, down, across, {@code outputs}].
 *
 * @param size     rows and columns of the window
 * @param stride   from result to result
 * @param padding  zeros around the image
 * @param channels of the image
 */
public record Convolution(int size, int stride, int padding, int channels) {
    /** @throws IllegalArgumentException where a size, a stride or the channels are below 1 or the padding below 0 */
    public Convolution {
        if (size < 1 || stride < 1 || padding < 0 || channels < 1) {
            throw new IllegalArgumentException("convolution of " + size + "×" + size + " with stride " + stride + ", padding " + padding + " and " + channels
                + " channels; wanted positive numbers, and no negative padding");
        }
    }

    /** Results along a dimension of the image. */
    public Size results(Size extent) {
        return extent.plus(2L * padding - size).div(stride).plus(1);
    }

    /** Elements that a result sums. */
    public int length() {
        return size * size * channels;
    }

    /** The windows of images: {@code x} [n, h, w, channels] to {@code windows} [n, down, w + 2 · padding, size, channels]. */
    private Kernel windows(int step) {
        return TileKernel.define("im2win", k -> {
            Size n = k.size("n"), h = k.size("h"), w = k.size("w");
            Size down = results(h), wide = w.plus(2L * padding);
            Global x = k.in("x", DType.F32, n, h, w, Size.of(channels));
            Global windows = k.out("windows", DType.F32, n, down, wide, Size.of(size), Size.of(channels));
            Scalar image = k.grid(n), i = k.grid(down), column = k.grid(wide), u = k.grid(Size.of(size));
            Scalar row = i.times(stride).plus(u).minus(padding), from = column.minus(padding);
            k.loop(Size.of(channels), step, c -> {
                Tile inside = x.at(image, inside(k, row, h), inside(k, from, w), c).load(step);
                windows.at(image, i, column, u, c).store(within(k, row, h, step).and(within(k, from, w, step)).select(inside, k.zeros(DType.F32, step)));
            });
        });
    }

    private static Scalar inside(TileKernel k, Scalar i, Size extent) {
        return i.max(k.index(0)).min(k.size(extent).minus(1));
    }

    private static Mask within(TileKernel k, Scalar i, Size extent, int step) {
        Tile at = i.cast(ScalarType.I32).fill(step);
        return k.full(DType.I32, -1, step).lt(at).and(at.lt(k.size(extent).cast(ScalarType.I32).fill(step)));
    }

    /** The sums: {@code windows} and {@code weights} to {@code y}. */
    private Kernel product(Format weights, int rows, int columns, int width) {
        return TileKernel.define("convolution", k -> {
            Size n = k.size("n"), h = k.size("h"), w = k.size("w"), outputs = k.size("outputs");
            Size down = results(h), across = results(w), lines = n.times(down);
            Global x = k.param("windows", Param.Access.IN, overlapping(lines, across, w));
            Global filters = k.in("weights", weights, outputs, Size.of(length()));
            Global y = k.out("y", DType.F32, lines, across, outputs);
            Scalar line = k.grid(lines);
            new Contraction(across, outputs, Size.of(length()), rows, columns, width, width).write(k,
                (at, count, from, wide) -> x.at(line, at, from).load(count, wide), (at, count, from, wide) -> filters.at(at, from).dequantize(count, wide),
                (i, j, tile) -> y.at(line, i, j).store(tile));
        });
    }

    /**
     * Both kernels one after the other: {@code x} and {@code weights} to {@code y} [n · down, across, outputs], by way of {@code windows}, whose memory the caller
     * gives as well.
     *
     * @param weights what they are stored in; a row is whole blocks
     * @param rows    results across of a block
     * @param columns outputs of a block
     * @param lanes   of the target: whole vectors, and whole blocks of the weights, are read at a time
     */
    public Plan plan(Format weights, int rows, int columns, int lanes) {
        Kernel windows = windows(lanes), product = product(weights, rows, columns, Divisors.lcm(lanes, weights.blockColumns()));
        List<PlanBuffer> buffers = List.of(buffer(windows, "x"), buffer(windows, "windows"), buffer(product, "weights"), buffer(product, "y"));
        return new Plan("convolution", product.symbols(), buffers, List.of(new Step(windows, List.of(0, 1), false), new Step(product, List.of(1, 2, 3), true)));
    }

    private static PlanBuffer buffer(Kernel k, String name) {
        Param p = k.params().stream().filter(x -> x.name().equals(name)).findFirst().orElseThrow();
        BufferType t = (BufferType) p.type();
        return new PlanBuffer(name, p.access() == Param.Access.IN ? Role.INPUT : Role.OUTPUT, t.format(), t.shape(), t.range(), 0, Optional.empty());
    }

    /** A row of the matrix is what a result needs; the next begins {@code stride} columns later. */
    private BufferType overlapping(Size lines, Size across, Size w) {
        long column = (long) size * channels;
        return new BufferType(DType.F32, List.of(lines.expr(), across.expr(), Expr.of(length())),
            List.of(w.plus(2L * padding).times(column).expr(), Expr.of(stride * column), Expr.of(1)), Expr.Const.ZERO, Optional.empty());
    }
}
