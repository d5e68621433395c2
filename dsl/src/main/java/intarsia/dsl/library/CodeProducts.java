package intarsia.dsl.library;

import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.dsl.library.Contraction.Factor;
import intarsia.dsl.library.Contraction.Operand;
import intarsia.ir.type.DType;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A step of a contraction of two operands by their codes. With a = p·s and b = (q − z)·t + m in a part of a chunk, p and q the codes,
 * s and t scales, z a centre or zero point and m a minimum, {@code Σ a·b = s·t·(Σ p·q − z·Σ p) + s·m·Σ p}. The sums of codes are
 * of one type: of integers they are exact. Each lane takes the Σ p of its own elements, so that what cancels does so before it is
 * rounded; with the sum of a whole part in one lane it would after.
 *
 * @param part   elements that share scales, zero and minimum
 * @param sum    the type of the sums of a part, i32 or f32; they do not overflow
 * @param a      codes p, in that type
 * @param aScale the f32 factor s
 * @param b      codes q, in that type
 * @param bScale the f32 factor t; 1 where there is none
 * @param centre the z of all parts
 * @param zero   the z of each part in that type, where it differs from part to part
 * @param min    the f32 m
 * @param total  the Σ p of each part in that type, where memory has it
 * @param run    products of codes that a sum of 16 bits holds; 0 of other codes than integers
 * @param lessRun products of codes less the centre that it holds; 0 where that is no integer
 * @param step   elements after which the codes q come again at the same bits of other bytes
 * @param levels how t and m are integers times what more elements share, where they are
 */
public record CodeProducts(int part, DType sum, Operand a, Factor aScale, Operand b, Optional<Factor> bScale, double centre, Optional<Factor> zero, Optional<Factor> min,
                           Optional<Factor> total, int run, int lessRun, int step, Optional<Levels> levels) {
    /** Products of codes that a sum of 16 bits has to hold before a loop of its own sums them. */
    private static final int FEWEST = 8;

    /**
     * Scales and minima of two levels, as super-blocks have them: t = T·u and m = M·v, u and v integers of a part. What a span adds is {@code s·(T·Σ u·(Σ p·q) + M·Σ v·(Σ p))}, of which
     * the sums are of integers, and do not overflow.
     *
     * @param span     elements that share s, T and M
     * @param scale    the u of each part, in the type of the sums
     * @param allScale the f32 T
     * @param min      the v of each part, in the type of the sums
     * @param allMin   the f32 M, where there are minima
     */
    public record Levels(int span, Factor scale, Factor allScale, Optional<Factor> min, Optional<Factor> allMin) {
        public Levels {
            if (min.isPresent() != allMin.isPresent()) {
                throw new IllegalArgumentException("minima of one level; wanted none, or both");
            }
        }
    }

    /** The f32 sums {@code acc} and a chunk's, [rows, columns, width]. */
    Tile add(Contraction c, Scalar i, Scalar j, Scalar at, Tile acc) {
        Tile sums = acc;
        for (int from = 0; from < c.chunk(); from += part) {
            sums = addPart(c, i, j, plus(at, from), sums);
        }
        return sums;
    }

    private Tile addPart(Contraction c, Scalar i, Scalar j, Scalar at, Tile acc) {
        List<Tile> p = vectors(c, at, k -> a.at(i, c.rows(), k, c.width()).reshape(c.rows(), 1, c.width()));
        List<Tile> q = vectors(c, at, k -> b.at(j, c.columns(), k, c.width()).reshape(1, c.columns(), c.width()));
        boolean shifted = centre != 0 || zero.isPresent() || min.isPresent();
        Tile total = shifted ? p.stream().reduce(Tile::plus).orElseThrow() : p.getFirst();
        Tile products = centre == 0 ? p.getFirst().times(q.getFirst()) : plusProduct(total.times(-centre), p.getFirst(), q.getFirst());
        for (int n = 1; n < p.size(); n++) {
            products = plusProduct(products, p.get(n), q.get(n));
        }
        if (zero.isPresent()) {
            products = products.minus(total.times(columns(c, zero.get(), j, at)));
        }
        Tile s = aScale.at(i, c.rows(), at).reshape(c.rows(), 1, 1);
        Tile sums = products.cast(DType.F32).fma(bScale.map(t -> columns(c, t, j, at).times(s)).orElse(s), acc);
        return min.map(m -> total.cast(DType.F32).fma(columns(c, m, j, at).times(s), sums)).orElse(sums);
    }

    /** Elements whose products become f32 at once. */
    int span() {
        return levels.map(Levels::span).orElse(part);
    }

    /** The f32 sums {@code acc} and a span's, [rows, columns], where lanes have rows of b: Σ p·q by {@code dot}, from codes of any types. */
    Tile dot(TileKernel kernel, PanelContraction c, Scalar i, Scalar j, Scalar at, Tile acc) {
        return levels.map(l -> spanDot(kernel, c, l, i, j, at, acc)).orElseGet(() -> partDot(kernel, c, i, j, at, acc));
    }

    private Tile spanDot(TileKernel kernel, PanelContraction c, Levels l, Scalar i, Scalar j, Scalar at, Tile acc) {
        Tile none = kernel.zeros(sum, c.rows(), c.columns());
        List<Tile> zeros = l.min.isPresent() ? List.of(none, none) : List.of(none);
        List<Tile> sums = l.span <= c.chunk() ? parts(kernel, c, l, i, j, at, l.span, zeros)
                : kernel.loop(kernel.index(0), kernel.index(l.span), c.chunk(), zeros, (k, now) -> parts(kernel, c, l, i, j, at.plus(k), c.chunk(), now));
        Tile all = sums.getFirst().cast(DType.F32).times(across(c, l.allScale, j, at));
        Tile less = l.allMin.map(m -> sums.getLast().cast(DType.F32).fma(across(c, m, j, at), all)).orElse(all);
        return less.fma(aScale.at(i, c.rows(), at).broadcast(c.rows(), c.columns()), acc);
    }

    /** The integer sums of some parts, added to others: of products, and of minima. */
    private List<Tile> parts(TileKernel kernel, PanelContraction c, Levels l, Scalar i, Scalar j, Scalar at, int count, List<Tile> before) {
        List<Tile> now = before;
        for (int from = 0; from < count; from += part) {
            now = plusPart(kernel, c, l, i, j, plus(at, from), now);
        }
        return now;
    }

    private List<Tile> plusPart(TileKernel kernel, PanelContraction c, Levels l, Scalar i, Scalar j, Scalar at, List<Tile> sums) {
        Optional<Tile> total = totals(c, i, at);
        Tile products = products(kernel, c, total, i, j, at).times(across(c, l.scale, j, at)).plus(sums.getFirst());
        return l.min.map(v -> List.of(products, every(c, total).times(across(c, v, j, at)).plus(sums.getLast()))).orElse(List.of(products));
    }

    /** Σ p of a part, [rows, 1]; nothing where nobody asks. */
    private Optional<Tile> totals(PanelContraction c, Scalar i, Scalar at) {
        boolean shifted = centre != 0 || zero.isPresent() || min.isPresent();
        return shifted ? Optional.of(total(c, i, at)) : Optional.empty();
    }

    /** Σ p for every result. */
    private static Tile every(PanelContraction c, Optional<Tile> total) {
        return total.orElseThrow().broadcast(c.rows(), c.columns());
    }

    private Tile partDot(TileKernel kernel, PanelContraction c, Scalar i, Scalar j, Scalar at, Tile acc) {
        Optional<Tile> total = totals(c, i, at);
        Tile s = aScale.at(i, c.rows(), at).broadcast(c.rows(), c.columns());
        Tile products = products(kernel, c, total, i, j, at).cast(DType.F32);
        // by s first: s·t may be subnormal, as an operand a matter of twenty cycles
        Tile sums = bScale.isPresent() ? products.times(s).fma(across(c, bScale.get(), j, at), acc) : products.fma(s, acc);
        return min.map(m -> every(c, total).cast(DType.F32).times(s).fma(across(c, m, j, at), sums)).orElse(sums);
    }

    /** Σ p·(q − z) of a part. */
    private Tile products(TileKernel kernel, PanelContraction c, Optional<Tile> total, Scalar i, Scalar j, Scalar at) {
        Tile products = begun() ? products(kernel, c, i, j, at, part, total.orElseThrow().times(-centre).cast(DType.I16).broadcast(c.rows(), c.columns()))
                : centred(c, products(kernel, c, i, j, at, run, kernel.zeros(DType.I16, c.rows(), c.columns())), total);
        return zero.isPresent() ? products.minus(every(c, total).times(across(c, zero.get(), j, at))) : products;
    }

    /** Without what the centre added. */
    private Tile centred(PanelContraction c, Tile products, Optional<Tile> total) {
        return centre == 0 ? products : products.plus(every(c, total).times(-centre));
    }

    /** Whether sums of 16 bits can begin with what the centre takes away: modulo 2<sup>16</sup> they may go through any number, if where they end fits. */
    private boolean begun() {
        return centre != 0 && total.isPresent() && part >= FEWEST && part <= lessRun;
    }

    /**
     * Σ p·q of a part: in loops of few elements; sums of 16 bits as far as they go.
     *
     * @param most  elements that they go
     * @param begin what such a sum begins with
     */
    private Tile products(TileKernel kernel, PanelContraction c, Scalar i, Scalar j, Scalar at, int most, Tile begin) {
        int each = PanelContraction.divisor(part, step, most);
        Tile none = kernel.zeros(sum, c.rows(), c.columns());
        if (each > most || most < FEWEST) { // of sums that hold less, a dot widens several itself
            return c.dot(kernel, a, b, i, j, at, part, PanelContraction.divisor(part, step, c.few()), none);
        }
        int inner = PanelContraction.divisor(each, step, c.few());
        return each == part ? c.dot(kernel, a, b, i, j, at, part, inner, begin).cast(sum)
                : kernel.loop(Size.of(part / each), 1, none, (s, sums) -> sums.plus(c.dot(kernel, a, b, i, j, at.plus(s.times(each)), each, inner, begin).cast(sum)));
    }

    private Tile total(PanelContraction c, Scalar i, Scalar at) {
        return total.map(t -> t.at(i, c.rows(), at)).orElseGet(() -> a.at(i, c.rows(), at, part).cast(sum).sum(1)).reshape(c.rows(), 1);
    }

    private static Tile across(PanelContraction c, Factor f, Scalar j, Scalar at) {
        return f.at(j, c.columns(), at).reshape(1, c.columns()).broadcast(c.rows(), c.columns());
    }

    private List<Tile> vectors(Contraction c, Scalar at, Function<Scalar, Tile> operand) {
        return IntStream.range(0, part / c.width()).mapToObj(n -> operand.apply(plus(at, n * c.width()))).toList();
    }

    private static Scalar plus(Scalar at, int n) {
        return n == 0 ? at : at.plus(n);
    }

    private static Tile columns(Contraction c, Factor f, Scalar j, Scalar at) {
        return f.at(j, c.columns(), at).reshape(1, c.columns(), 1);
    }

    private static Tile plusProduct(Tile sum, Tile x, Tile y) {
        return sum.type().elem().isFloat() ? y.fma(x, sum) : sum.plus(x.times(y));
    }
}
