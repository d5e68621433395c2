package intarsia.decoder.model;

import static intarsia.dsl.TensorGraph.dim;

import intarsia.dsl.Tensor;
import intarsia.dsl.TensorGraph;
import intarsia.ir.TensorType.Dim;
import java.util.List;

/**
 * Rotary position embeddings (RoFormer, arXiv 2104.09864): pair i of each head is turned by an angle that grows with the
 * position. Both elements of a pair come out of one expression: each times the cosine, plus the other times −sin for
 * the first, +sin for the second.
 */
final class Rotary {
    private static final Dim SIDE = dim("e", 2);

    private final TensorGraph g;
    private final Dim pair;
    private final boolean interleaved;
    /** At the positions of this run: [t, i] and [t, e, i]. */
    private final Tensor cos, sin;

    Rotary(TensorGraph g, ModelConfig c, Dim context, Tensor position) {
        this.g = g;
        pair = dim("i", c.keyDim() / 2);
        interleaved = switch (c.architecture().pairs()) {
            case INTERLEAVED -> true;
            case HALVES -> false;
        };
        Dim p = new Dim("p", context.size());
        cos = g.ropeCos(c.ropeBase(), c.ropeDivisors(), p, pair).gather(position, "p");
        sin = g.ropeSignedSin(c.ropeBase(), c.ropeDivisors(), p, SIDE, pair).gather(position, "p");
    }

    /** Heads [.., d] of the tokens of this run, turned by their positions. */
    Tensor turn(Tensor heads) {
        Dim slow = interleaved ? pair : SIDE;
        Dim fast = interleaved ? SIDE : pair;
        Tensor pairs = heads.split("d", slow, fast);
        return g.map(List.of(pairs, pairs.flip(SIDE.name()), cos, sin), e -> e.get(0).times(e.get(2)).plus(e.get(1).times(e.get(3))))
            .merge("d", slow.name(), fast.name());
    }
}
