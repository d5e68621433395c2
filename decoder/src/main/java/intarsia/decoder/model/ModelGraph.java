package intarsia.decoder.model;

import static intarsia.dsl.TensorGraph.dim;

import intarsia.dsl.Size;
import intarsia.dsl.State;
import intarsia.dsl.Tensor;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.TensorOp.Order;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tensor graph of a model: what one run computes from some tokens of some sequences.
 *
 * <p>Symbols: {@code T}, the tokens of this run, and {@code R}, how many rows of logits are wanted. Parameters, in order:
 * <ul>
 * <li>{@code token}, {@code position}, {@code sequence}: i32[t:T], of each token its id, its position and its sequence;
 *     {@code row}: i32[r:R], the tokens whose logits are wanted, as indices into t;
 * <li>the weights, called as in the file ({@link Weight}) and stored as the formats say, each followed by its scale where the file has one; of formats whose
 *     boxes have several rows the last may have rows that are not read. Where the formats of a tied model have {@link Weight#OUTPUT} too, that comes last, and
 *     makes the logits;
 * <li>states {@code k.L} and {@code v.L} of each layer L: [s:sequences, c:context, g:groups, d], keys after their
 *     rotation. A run reads of a token's sequence the positions up to the token's own, so whatever holds finite numbers
 *     may be written over; at first that is zeros;
 * <li>the result {@code logits}: f32[r:R, n:words].
 * </ul>
 * Everything is f32 but the weights, the states, and what contractions with weights read, where {@link Options#activations} says
 * so: it is rounded once for all that read it. Attention subtracts the maximum, and divides by the sum last.
 */
public final class ModelGraph {
    /** The symbol of the tokens of a run. */
    public static final String TOKENS = "T";
    /** The symbol of the rows of logits of a run. */
    public static final String ROWS = "R";

    private final TensorGraph g;
    private final ModelConfig c;
    private final Activations activations;
    private final boolean decoded;
    private final Order order;
    private final Dim tokens, context;
    private final Tensor token, position, sequence, row;
    private final Map<String, Tensor> weights = new HashMap<>();
    /** Numbers that matrices are multiplied with, by the matrix. */
    private final Map<String, Tensor> scales = new HashMap<>();
    /** Rows of matrices of which more are stored, by the matrix. */
    private final Map<String, Long> cut = new HashMap<>();
    private final Map<Read, Tensor> rounded = new HashMap<>();
    private final List<State> keys = new ArrayList<>(), values = new ArrayList<>();
    private final Rotary rotary;

    /**
     * The graph of a model.
     *
     * @param formats of the weights, by name; see {@link Weight#formats}
     */
    public static Kernel build(ModelConfig c, Map<String, Format> formats, Options o) {
        if (o.context() > c.context()) {
            throw new IllegalArgumentException("room for " + o.context() + " positions; the model was trained for " + c.context() + " at most");
        }
        return TensorGraph.define("model", g -> new ModelGraph(g, c, formats, o).write());
    }

    private ModelGraph(TensorGraph g, ModelConfig c, Map<String, Format> formats, Options o) {
        this.g = g;
        this.c = c;
        activations = o.activations();
        decoded = o.decoded();
        order = o.deterministic() ? new Order(1) : Order.ANY;
        tokens = dim("t", g.size(Symbol.runtime(TOKENS, 1, o.maxTokens())));
        Dim rows = dim("r", g.size(Symbol.runtime(ROWS, 1, o.maxTokens())));
        context = dim("c", o.context());
        token = g.in("token", 0, c.words() - 1, tokens);
        position = g.in("position", 0, o.context() - 1, tokens);
        sequence = g.in("sequence", 0, o.sequences() - 1, tokens);
        row = g.in("row", 0, o.maxTokens() - 1, rows);
        for (Weight w : Weight.all(c)) {
            declare(w, format(formats, w.name()));
            if (w.dims().size() > 1 && formats.containsKey(Weight.scale(w.name()))) {
                scales.put(w.name(), g.in(Weight.scale(w.name()), DType.F32, dim("one", 1)).sum("one"));
            }
        }
        if (c.tied() && formats.containsKey(Weight.OUTPUT)) {
            declare(Weight.output(c), format(formats, Weight.OUTPUT));
            Optional.ofNullable(scales.get(Weight.EMBEDDING)).ifPresent(s -> scales.put(Weight.OUTPUT, s));
        }
        for (int l = 0; l < c.layers(); l++) {
            keys.add(state("k." + l, o, c.keyDim()));
            values.add(state("v." + l, o, c.valueDim()));
        }
        rotary = new Rotary(g, c, context, position);
    }

    /** A weight as it lies in memory: rows of matrices are whole boxes. */
    private void declare(Weight w, Format format) {
        List<Dim> dims = new ArrayList<>(w.dims());
        long rows = dims.getFirst().size().constant(), box = format.blockRows();
        if (rows % box != 0) {
            dims.set(0, dim(dims.getFirst().name(), Math.ceilDiv(rows, box) * box));
            cut.put(w.name(), rows);
        }
        weights.put(w.name(), g.in(w.name(), format, dims.toArray(Dim[]::new)));
    }

    private static Format format(Map<String, Format> formats, String name) {
        Format f = formats.get(name);
        if (f == null) throw new IllegalArgumentException("no format of the tensor " + name + "; wanted one for each of the model's weights");
        return f;
    }

    private State state(String name, Options o, int elements) {
        return g.state(name, o.kvFormat(), dim("s", o.sequences()), context, dim("g", c.groups()), dim("d", elements));
    }

    private void write() {
        Tensor x = scaled(weight(Weight.EMBEDDING).gather(token, "n").convert(DType.F32), Weight.EMBEDDING);
        for (int l = 0; l < c.layers(); l++) {
            String at = Weight.layer(l);
            x = x.map(attention(l, at, norm(x, "k", at + "attn_norm.weight")), (a, b) -> a.plus(b));
            x = x.map(feedForward(at, norm(x, "k", at + "ffn_norm.weight")), (a, b) -> a.plus(b));
        }
        Tensor last = norm(x.gather(row, "t"), "k", Weight.OUTPUT_NORM);
        g.out("logits", times(last, weights.containsKey(Weight.OUTPUT) ? Weight.OUTPUT : Weight.EMBEDDING, "r", "n"));
    }

    /** A tensor in the format that products read it in. */
    private record Read(Tensor x, Format format) { }

    /** What a product reads of {@code x}, whose rows it sums over: rounded once for all that read it so, and rotated before where the matrix was. */
    private Tensor rounded(Tensor x, Format matrix) {
        Format own = activations.in(x.type().dims().getLast().size().constant());
        Format format = own instanceof BlockFormat b && matrix instanceof BlockFormat m ? m.rotation().map(r -> b.rotated(r.hadamard().size())).orElse(b) : own;
        return rounded.computeIfAbsent(new Read(x, format), _ -> x.convert(format));
    }

    /** {@code x · w / sqrt(mean(x²) + ε)} along a dimension. */
    private Tensor norm(Tensor x, String dim, String weight) {
        long n = x.dim(dim).size().constant();
        Tensor scale = x.map(e -> e.times(e)).sum(dim)
            .map(s -> s.constant(1).div(s.div(s.constant(n)).plus(s.constant(c.epsilon())).sqrt()));
        return g.map(x, scale, weight(weight), (e, s, w) -> e.times(s).times(w));
    }

    private Tensor attention(int layer, String at, Tensor x) {
        Dim groups = dim("g", c.groups());
        Dim key = dim("d", c.keyDim());
        Tensor q = projection(at + "attn_q", x).split("h", groups, dim("r", c.headsPerGroup()), key);
        Tensor k = projection(at + "attn_k", x).split("h", groups, key);
        Tensor v = projection(at + "attn_v", x).split("h", groups, dim("d", c.valueDim()));
        if (c.architecture().headNorm()) {
            q = norm(q, "d", at + "attn_q_norm.weight");
            k = norm(k, "d", at + "attn_k_norm.weight");
        }
        Tensor allKeys = keys.get(layer).append(rotary.turn(k), sequence, position).gather(sequence, "s");
        Tensor allValues = values.get(layer).append(v, sequence, position).gather(sequence, "s");
        Tensor heads = attend(rotary.turn(q), allKeys, allValues).merge("h", "g", "r", "d");
        return times(heads, at + "attn_output.weight", "t", "k");
    }

    private Tensor projection(String name, Tensor x) {
        Tensor y = times(x, name + ".weight", "t", "h");
        return c.architecture().qkvBias() ? y.map(weight(name + ".bias"), (a, b) -> a.plus(b)) : y;
    }

    /** softmax(q kᵀ / sqrt d) v over the positions up to each token's own; q [t, g, r, d], k and v [t, c, g, d]. */
    private Tensor attend(Tensor q, Tensor k, Tensor v) {
        Tensor scores = g.map(q.contract(k, order, "t", "g", "r", "c"), g.index(context), position, (s, at, now) ->
            at.le(now).select(s.times(s.constant(1).div(s.constant(c.keyDim()).sqrt())), s.constant(Float.NEGATIVE_INFINITY)));
        // A row without any position has maximum -inf; with a finite one its exponentials are 0, not NaN.
        Tensor top = scores.max("c").map(m -> m.max(m.constant(-Float.MAX_VALUE)));
        Tensor weights = scores.map(top, (s, m) -> s.minus(m).exp());
        Tensor sum = weights.sum("c");
        return weights.contract(v, order, "t", "g", "r", "d").map(sum, (y, s) -> s.le(s.constant(0)).select(s.constant(0), y.div(s)));
    }

    /** down · (silu(gate · x) ⊙ up · x), where silu(a) = a / (1 + exp(-a)). */
    private Tensor feedForward(String at, Tensor x) {
        Tensor gate = times(x, at + "ffn_gate.weight", "t", "f");
        Tensor up = times(x, at + "ffn_up.weight", "t", "f");
        Tensor gated = gate.map(up, (a, u) -> a.div(a.neg().exp().plus(a.constant(1))).times(u));
        return times(gated, at + "ffn_down.weight", "t", "k");
    }

    /** The product with a matrix, to a tensor of these dimensions. */
    private Tensor times(Tensor x, String matrix, String... dims) {
        Tensor w = weight(matrix);
        // Codes are multiplied with codes; with plain weights their values are.
        Tensor read = rounded(x, w.type().format());
        boolean values = decoded && w.type().format() instanceof DType && read.type().format() instanceof BlockFormat;
        Tensor all = (values ? read.convert(DType.F32) : read).contract(w, order, dims);
        Long rows = cut.get(matrix);
        return scaled(rows == null ? all : all.slice(dims[dims.length - 1], 0, Size.of(rows)), matrix);
    }

    private Tensor scaled(Tensor x, String matrix) {
        Tensor scale = scales.get(matrix);
        return scale == null ? x : x.map(scale, (a, s) -> a.times(s));
    }

    private Tensor weight(String name) {
        Tensor w = weights.get(name);
        if (w == null) throw new IllegalStateException("no weight " + name);
        return w;
    }
}
