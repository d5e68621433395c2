package intarsia.dsl.library;

import intarsia.dsl.Mask;
import intarsia.dsl.Scalar;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.type.DType;
import java.util.List;

/**
 * The cascade {@code softmax(s) · v} in one pass over the positions (Online normalizer calculation for softmax,
 * arXiv 1805.02867; FlashAttention, arXiv 2205.14135). State: the largest score so far, the sum of weights a lane, the
 * weighted sum of values; a step rescales the old by {@code exp(old maximum − new maximum)}. A row whose scores are all
 * −Inf gives 0.
 *
 * @param positions that a step takes
 * @param width     of a row of v
 */
public record Attention(int positions, int width) {
    /** A tile of scores [positions] from a position; −Inf where masked. */
    @FunctionalInterface
    public interface Scores {
        Tile at(Scalar position, int count);
    }

    /** An f32 tile of values [positions, width] from a position; 0 beyond the last. */
    @FunctionalInterface
    public interface Values {
        Tile at(Scalar position, int count);
    }

    /**
     * Positions that lie together, such as those of a quantised cache, or those after them that are still in full precision.
     *
     * @param end how many: each segment counts its own from 0 on
     */
    public record Segment(Scalar end, Scores scores, Values values) {
    }

    /** Writes the loop over the positions below {@code end}; gives the result, [width]. */
    public Tile write(TileKernel k, Scalar end, Scores scores, Values values) {
        return write(k, List.of(new Segment(end, scores, values)));
    }

    /** Writes a loop for each segment, which goes on with the state of those before; gives the result, [width]. */
    public Tile write(TileKernel k, List<Segment> segments) {
        List<Tile> state = List.of(k.full(DType.F32, Double.NEGATIVE_INFINITY, 1), k.zeros(DType.F32, positions), k.zeros(DType.F32, width));
        for (Segment s : segments) {
            state = k.loop(k.index(0), s.end, positions, state, (p, before) -> step(k, before, s.scores.at(p, positions), s.values.at(p, positions)));
        }
        Tile total = state.get(1).sum(0);
        Mask some = k.zeros(DType.F32, 1).lt(total);
        Tile divisor = some.select(total, k.full(DType.F32, 1, 1));
        return state.get(2).div(divisor);
    }

    private List<Tile> step(TileKernel k, List<Tile> state, Tile scores, Tile values) {
        Tile top = state.get(0).max(scores.max(0));
        Tile old = weight(k, state.get(0), top);
        Tile now = weight(k, scores, top);
        Tile sum = state.get(1).times(old).plus(now);
        Tile weighted = now.reshape(positions, 1).times(values).sum(0).reshape(width);
        return List.of(top, sum, state.get(2).fma(old, weighted));
    }

    /** {@code exp(s − top)}; 0 where s is −Inf, also if top is. */
    private static Tile weight(TileKernel k, Tile s, Tile top) {
        Tile lowest = k.full(DType.F32, Double.NEGATIVE_INFINITY, 1).broadcast(s.type().dims());
        Tile difference = s.minus(top);
        Mask masked = s.eq(lowest);
        Tile zero = k.zeros(DType.F32, s.type().dims());
        return masked.select(zero, masked.select(zero, difference).exp());
    }
}
