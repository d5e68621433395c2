package intarsia.runtime.op;

import static intarsia.dsl.TensorGraph.dim;

import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Heads of d numbers turned by their positions (RoFormer, arXiv 2104.09864): pair i of d/2 by the angle {@code position · base^(-2i/d) / divisor i}. Rows may be
 * others at every call; any thread may call it.
 */
public final class RotaryEmbedding {
    private static final String ROWS = "rows";

    private final Options options;
    private final Operation operation;

    private record Options(Engine engine, int heads, int d, int context, float base, List<Double> divisors, boolean interleaved) {
        Options {
            divisors = List.copyOf(divisors);
            if (heads < 1 || d < 2 || d % 2 != 0 || context < 1 || !(base > 0) || !divisors.isEmpty() && divisors.size() != d / 2) {
                throw new IllegalArgumentException("rotary embedding of " + heads + " heads of " + d + " numbers, " + context + " positions, base " + base + " and "
                    + divisors.size() + " divisors; wanted at least one head and one position, pairs, a positive base, and a divisor a pair or none");
            }
        }
    }

    private RotaryEmbedding(Options options) {
        this.options = options;
        operation = new Operation(options.engine, graph(options));
    }

    /** Heads of {@code d} numbers at positions below {@code context}; the second of a pair is {@code d/2} after the first, and the angles' base 10,000. */
    public static RotaryEmbedding of(int heads, int d, int context) {
        return new RotaryEmbedding(new Options(Engine.jvm(), heads, d, context, 10_000, List.of(), false));
    }

    /** The same on another engine. */
    public RotaryEmbedding on(Engine engine) {
        Options o = options;
        return new RotaryEmbedding(new Options(engine, o.heads, o.d, o.context, o.base, o.divisors, o.interleaved));
    }

    /** With angles of another base, and divided by a number a pair, or by none. */
    public RotaryEmbedding angles(float base, double... divisors) {
        Options o = options;
        return new RotaryEmbedding(new Options(o.engine, o.heads, o.d, o.context, base, Arrays.stream(divisors).boxed().toList(), o.interleaved));
    }

    /** With neighbours as pairs. */
    public RotaryEmbedding interleaved() {
        Options o = options;
        return new RotaryEmbedding(new Options(o.engine, o.heads, o.d, o.context, o.base, o.divisors, true));
    }

    /** Rows of all heads, each turned by its position. */
    public float[] apply(float[] x, int... positions) {
        float[] y = new float[x.length];
        long rows = Rows.count("a rotary embedding", x.length, (long) options.heads * options.d);
        apply(Floats.of(x, rows, options.heads, options.d), positions, Floats.of(y, rows, options.heads, options.d));
        return y;
    }

    /** Writes rows [rows, heads, d], each turned by its position, to y, of the same shape. */
    public void apply(Floats x, int[] positions, Floats y) {
        List<Long> wanted = List.of((long) positions.length, (long) options.heads, (long) options.d);
        if (!x.shape().equals(wanted) || !y.shape().equals(wanted)) {
            throw new IllegalArgumentException("a rotary embedding of " + x + " to " + y + " at " + positions.length + " positions; wanted two of " + wanted);
        }
        operation.call(List.of(new Operand.In("x", x), new Operand.Indices("position", positions), new Operand.Out("y", y)), Map.of(ROWS, x.extent(0)));
    }

    private static Kernel graph(Options o) {
        return TensorGraph.define("rotary_embedding", g -> {
            Dim rows = dim(ROWS, g.size(Symbol.runtime(ROWS)));
            Dim pair = dim("pair", o.d / 2), side = dim("side", 2), p = dim("p", o.context);
            var position = g.in("position", 0, o.context - 1L, rows);
            var cos = g.ropeCos(o.base, o.divisors, p, pair).gather(position, "p");
            var sin = g.ropeSignedSin(o.base, o.divisors, p, side, pair).gather(position, "p");
            Dim slow = o.interleaved ? pair : side, fast = o.interleaved ? side : pair;
            var pairs = g.in("x", DType.F32, rows, dim("head", o.heads), dim("d", o.d)).split("d", slow, fast);
            g.out("y", g.map(List.of(pairs, pairs.flip("side"), cos, sin), e -> e.get(0).times(e.get(2)).plus(e.get(1).times(e.get(3))))
                .merge("d", slow.name(), fast.name()));
        });
    }
}
