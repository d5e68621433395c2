package intarsia.runtime.op;

import static intarsia.dsl.TensorGraph.dim;

import intarsia.dsl.Size;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.runtime.Engine;
import intarsia.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * {@code softmax(q · kᵀ / √d) · v} of each head, in one pass over the positions. q is [heads, queries, d], keys are [groups, positions, d] of
 * any format and values [groups, positions, e]; every {@code heads / groups} heads in turn share a group. Queries and positions may be others at every
 * call, and keys and values may have room for more positions than are used. Any thread may call it.
 */
public final class Attention {
    private final Options options;
    private final Operation operation;

    private record Options(Engine engine, int heads, int groups, int keyDim, int valueDim, Format keys, Format values, boolean causal) {
        Options {
            if (groups < 1 || heads < groups || heads % groups != 0 || keyDim < 1 || valueDim < 1) {
                throw new IllegalArgumentException("attention with " + heads + " heads in " + groups + " groups, of " + keyDim + " and " + valueDim
                    + " numbers; wanted whole groups of at least one head, and one number");
            }
        }
    }

    private Attention(Options options) {
        this.options = options;
        operation = new Operation(options.engine, graph(options));
    }

    /** Heads that have keys and values of {@code d} numbers in f32, each its own. */
    public static Attention of(int heads, int d) {
        return of(heads, heads, d, d);
    }

    /** Heads in groups that share keys of {@code d} numbers and values of {@code e}, in f32. */
    public static Attention of(int heads, int groups, int d, int e) {
        return new Attention(new Options(Engine.jvm(), heads, groups, d, e, DType.F32, DType.F32, false));
    }

    /** The same on another engine. */
    public Attention on(Engine engine) {
        Options o = options;
        return new Attention(new Options(engine, o.heads, o.groups, o.keyDim, o.valueDim, o.keys, o.values, o.causal));
    }

    /** With keys and values of other formats. */
    public Attention formats(Format keys, Format values) {
        Options o = options;
        return new Attention(new Options(o.engine, o.heads, o.groups, o.keyDim, o.valueDim, keys, values, o.causal));
    }

    /** With the queries as the last positions, each of which sees those up to its own. */
    public Attention causal() {
        Options o = options;
        return new Attention(new Options(o.engine, o.heads, o.groups, o.keyDim, o.valueDim, o.keys, o.values, true));
    }

    /** The results [heads, queries, e], of f32 keys and values: as many queries and positions as the arrays hold. */
    public float[] apply(float[] q, float[] k, float[] v) {
        long positions = Rows.count("keys", k.length, (long) options.groups * options.keyDim);
        return apply(q, Tensor.of(k, options.groups, positions, options.keyDim), Tensor.of(v, options.groups, positions, options.valueDim), (int) positions);
    }

    /** The results [heads, queries, e] over the first positions of keys and values. */
    public float[] apply(float[] q, Tensor k, Tensor v, int positions) {
        long queries = Rows.count("queries", q.length, (long) options.heads * options.keyDim);
        float[] y = new float[Math.toIntExact(queries * options.heads * options.valueDim)];
        apply(Floats.of(q, options.heads, queries, options.keyDim), k, v, positions, Floats.of(y, options.heads, queries, options.valueDim));
        return y;
    }

    /** Writes the results over the first positions of keys and values to y [heads, queries, e]. */
    public void apply(Floats q, Tensor k, Tensor v, int positions, Floats y) {
        long queries = q.rank() == 3 ? q.extent(1) : 0;
        require("queries", q.shape(), options.heads, queries, options.keyDim);
        require("results", y.shape(), options.heads, queries, options.valueDim);
        requireStates("keys", k, options.keys, positions, options.keyDim);
        requireStates("values", v, options.values, positions, options.valueDim);
        if (options.causal && positions < queries) {
            throw new IllegalArgumentException(queries + " queries as the last of " + positions + " positions; wanted no more than there are");
        }
        int[] last = IntStream.range(0, (int) queries).map(i -> options.causal ? positions - (int) queries + i : positions - 1).toArray();
        List<Operand> operands = new ArrayList<>(List.of(new Operand.In("q", q), new Operand.Fixed("k", k), new Operand.Fixed("v", v), new Operand.Out("y", y.split(options.groups, options.heads / options.groups))));
        operands.add(new Operand.Indices("last", last));
        operation.call(operands, Map.of("t", queries, "c", (long) positions, "k_room", k.shape().get(1), "v_room", v.shape().get(1)));
    }

    private static void require(String what, List<Long> found, long... wanted) {
        if (!found.equals(Arrays.stream(wanted).boxed().toList())) {
            throw new IllegalArgumentException(what + " " + found + " of attention; wanted " + Arrays.toString(wanted));
        }
    }

    private void requireStates(String what, Tensor t, Format format, int positions, int width) {
        boolean fits = t.shape().size() == 3 && t.shape().get(0) == options.groups && t.shape().get(1) >= positions && t.shape().get(2) == width;
        if (!fits || !t.format().equals(format)) {
            throw new IllegalArgumentException(what + " " + t + " of attention over " + positions + " positions; wanted " + format + "[" + options.groups + ", " + positions
                + " or more, " + width + "]");
        }
    }

    private static Kernel graph(Options o) {
        return TensorGraph.define("attention", g -> {
            Dim queries = dim("t", g.size(Symbol.runtime("t")));
            Size used = g.size(Symbol.runtime("c"));
            Dim positions = dim("c", used);
            Dim groups = dim("g", o.groups);
            var q = g.in("q", DType.F32, dim("h", o.heads), queries, dim("d", o.keyDim)).split("h", groups, dim("r", o.heads / o.groups));
            var k = first(g.in("k", o.keys, groups, dim("room", g.size(Symbol.runtime("k_room"))), dim("d", o.keyDim)), used);
            var v = first(g.in("v", o.values, groups, dim("room", g.size(Symbol.runtime("v_room"))), dim("e", o.valueDim)), used);
            var last = g.in("last", -1, Integer.MAX_VALUE, queries);
            var scores = g.map(q.contract(k, "g", "r", "t", "c"), g.index(positions), last, (s, at, end) ->
                at.le(end).select(s.times(1 / Math.sqrt(o.keyDim)), s.constant(Float.NEGATIVE_INFINITY)));
            var top = scores.max("c").map(m -> m.max(m.constant(-Float.MAX_VALUE)));
            var weights = scores.map(top, (s, m) -> s.minus(m).exp());
            var y = weights.contract(v, "g", "r", "t", "e").map(weights.sum("c"), (a, s) -> s.le(s.constant(0)).select(s.constant(0), a.div(s)));
            g.out("y", y);
        });
    }

    private static intarsia.dsl.Tensor first(intarsia.dsl.Tensor all, Size positions) {
        return all.slice("room", 0, positions).rename("room", "c");
    }
}
