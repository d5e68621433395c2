package intarsia.runtime.op;

import static intarsia.dsl.TensorGraph.dim;

import intarsia.dsl.Element;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.passes.Bind;
import intarsia.runtime.Engine;
import intarsia.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Products with a matrix of any format: {@code y = f(x · wᵀ + bias) + residual}, or with a gate {@code y = (x · wᵀ + bias) ⊙ f(x · gᵀ) + residual}, sums in f32.
 *
 * <p>The weights w are a matrix [n, k], x is [m, k] and y [m, n]; m may be another at every call. A stack of matrices [g, n, k] multiplies a batch, x [g, m, k]
 * to y [g, m, n], or, in a {@link #grouped} product, for each row of x [m, k] the matrix that an index says. An object never changes:
 * what sets an option gives another. Any thread may call it, and several at a time.
 */
public final class Matmul {
    private static final String ROWS = "m";

    private final Tensor weights;
    private final Options options;
    private final ConcurrentHashMap<Case, Operation> operations = new ConcurrentHashMap<>();

    /** What calls differ in beside their sizes: whether a residual is added, and whether x is one row, a vector. */
    private record Case(boolean residual, boolean vector) {
    }

    /**
     * @param activations what x is rounded to
     * @param grouped     whether each row of x has a matrix of its own
     * @param gate        weights whose product, through the activation, multiplies the results
     */
    private record Options(Engine engine, Optional<Tensor> bias, Activation activation, Optional<Format> activations, boolean grouped, Optional<Tensor> gate) {
    }

    private Matmul(Tensor weights, Options options) {
        this.weights = weights;
        this.options = options;
    }

    /**
     * Products with a matrix [n, k], or a stack of them [g, n, k], of any format; a tensor of a mapped file for example.
     *
     * @throws IllegalArgumentException for another number of dimensions
     */
    public static Matmul of(Tensor weights) {
        if (weights.shape().size() != 2 && weights.shape().size() != 3) {
            throw new IllegalArgumentException("weights " + weights + "; wanted [n, k] or [g, n, k]: reshape them");
        }
        return new Matmul(weights, new Options(Engine.jvm(), Optional.empty(), Activation.NONE, Optional.empty(), false, Optional.empty()));
    }

    /** The same on another engine. */
    public Matmul on(Engine engine) {
        return new Matmul(weights, new Options(engine, options.bias, options.activation, options.activations, options.grouped, options.gate));
    }

    /** With a number added to each of the n results of a row. */
    public Matmul bias(float... bias) {
        if (bias.length != n()) {
            throw new IllegalArgumentException("a bias of " + bias.length + " numbers for weights " + weights + "; wanted " + n());
        }
        return new Matmul(weights, new Options(options.engine, Optional.of(Tensor.of(bias, bias.length)), options.activation, options.activations, options.grouped,
            options.gate));
    }

    /** With a function of each result, after the bias and before the residual; of the gate, where there is one. */
    public Matmul activation(Activation f) {
        return new Matmul(weights, new Options(options.engine, options.bias, f, options.activations, options.grouped, options.gate));
    }

    /**
     * With each result multiplied by the activation of another product of the same row (GLU Variants Improve Transformer, arXiv 2002.05202).
     *
     * @param gate weights of the shape of the others, of any format
     * @throws IllegalArgumentException for another shape
     */
    public Matmul gate(Tensor gate) {
        if (!gate.shape().equals(weights.shape())) {
            throw new IllegalArgumentException("a gate " + gate + " for weights " + weights + "; wanted the same shape");
        }
        return new Matmul(weights, new Options(options.engine, options.bias, options.activation, options.activations, options.grouped, Optional.of(gate)));
    }

    /** With x rounded to a format, as {@code i8g32_sf32}, so that codes of integers are multiplied; k is whole groups of it. */
    public Matmul quantised(Format activations) {
        return new Matmul(weights, new Options(options.engine, options.bias, options.activation, Optional.of(activations), options.grouped, options.gate));
    }

    /**
     * Products of rows each with a matrix of its own: calls take the index of a matrix a row.
     *
     * @throws IllegalArgumentException where the weights are one matrix
     */
    public Matmul grouped() {
        if (weights.shape().size() != 3) {
            throw new IllegalArgumentException("a grouped product with weights " + weights + "; wanted a stack of matrices [g, n, k]");
        }
        return new Matmul(weights, new Options(options.engine, options.bias, options.activation, options.activations, true, options.gate));
    }

    /** The products of rows of k numbers, as many as the array holds; with a stack of matrices in a batch as many rows for each. */
    public float[] apply(float... x) {
        requireBatch();
        long[] shape = shape(rows(x.length), k());
        return result(Floats.of(x, shape), Optional.empty());
    }

    /** The products of rows of k numbers, each with the matrix of its index. */
    public float[] apply(float[] x, int... matrix) {
        return apply(Floats.of(x, rows(x.length), k()), matrix);
    }

    /** The same of rows [m, k] anywhere. */
    public float[] apply(Floats x, int... matrix) {
        return result(x, Optional.of(matrix));
    }

    private float[] result(Floats x, Optional<int[]> matrix) {
        long m = x.rank() < 2 ? 0 : x.extent(x.rank() - 2);
        long[] shape = matrix.isPresent() ? new long[] {m, n()} : shape(m, n());
        float[] y = new float[Math.toIntExact(product(shape))];
        call(x, matrix, Optional.empty(), Floats.of(y, shape));
        return y;
    }

    /** Writes the products to y. */
    public void apply(Floats x, Floats y) {
        requireBatch();
        call(x, Optional.empty(), Optional.empty(), y);
    }

    /** Writes the products and the residual, of the shape of y, to y; which may be the residual. */
    public void apply(Floats x, Floats residual, Floats y) {
        requireBatch();
        call(x, Optional.empty(), Optional.of(residual), y);
    }

    /** Writes the products to y, each row with the matrix of its index. */
    public void apply(Floats x, int[] matrix, Floats y) {
        call(x, Optional.of(matrix), Optional.empty(), y);
    }

    // ---- checks ----

    private void requireBatch() {
        if (options.grouped) {
            throw new IllegalArgumentException("a grouped product wants the index of a matrix for each row");
        }
    }

    private long n() {
        return weights.shape().get(weights.shape().size() - 2);
    }

    private long k() {
        return weights.shape().getLast();
    }

    private boolean stacked() {
        return weights.shape().size() == 3 && !options.grouped;
    }

    private long[] shape(long m, long inner) {
        return stacked() ? new long[] {weights.shape().getFirst(), m, inner} : new long[] {m, inner};
    }

    private static long product(long... shape) {
        long all = 1;
        for (long n : shape) {
            all = Math.multiplyExact(all, n);
        }
        return all;
    }

    private long rows(int numbers) {
        long row = k() * (stacked() ? weights.shape().getFirst() : 1);
        if (numbers % row != 0) {
            throw new IllegalArgumentException(numbers + " numbers to multiply with weights " + weights + "; wanted a multiple of " + row);
        }
        return numbers / row;
    }

    private void require(String what, Floats f, long... shape) {
        if (!f.shape().equals(Arrays.stream(shape).boxed().toList())) {
            throw new IllegalArgumentException(what + " " + f + " of a product with weights " + weights + "; wanted " + Arrays.toString(shape));
        }
    }

    // ---- the call ----

    private void call(Floats x, Optional<int[]> matrix, Optional<Floats> residual, Floats y) {
        int rank = stacked() ? 3 : 2;
        if (x.rank() != rank) {
            throw new IllegalArgumentException("x " + x + " for weights " + weights + "; wanted " + rank + " dimensions");
        }
        long m = x.extent(rank - 2);
        require("x", x, shape(m, k()));
        require("y", y, shape(m, n()));
        residual.ifPresent(r -> require("residual", r, shape(m, n())));
        if (matrix.isPresent() != options.grouped || matrix.isPresent() && matrix.get().length != m) {
            throw new IllegalArgumentException(matrix.map(i -> i.length + " indices of matrices").orElse("no index of a matrix") + " for " + m + " rows; wanted "
                + (options.grouped ? "one a row" : "none: call grouped() before"));
        }
        List<Operand> operands = new ArrayList<>(List.of(new Operand.Fixed("w", weights), new Operand.In("x", x), new Operand.Out("y", y)));
        options.gate.ifPresent(g -> operands.add(new Operand.Fixed("gate", g)));
        options.bias.ifPresent(b -> operands.add(new Operand.Fixed("bias", b)));
        matrix.ifPresent(i -> operands.add(new Operand.Indices("matrix", i)));
        residual.ifPresent(r -> operands.add(new Operand.In("residual", r)));
        Case here = new Case(residual.isPresent(), m == 1);
        operations.computeIfAbsent(here, this::operation).call(operands, here.vector ? Map.of() : Map.of(ROWS, m));
    }

    private Operation operation(Case c) {
        Kernel any = graph(c.residual);
        return new Operation(options.engine, c.vector ? new Bind(Map.of(ROWS, 1L)).run(any) : any);
    }

    private Kernel graph(boolean residual) {
        return TensorGraph.define("matmul", g -> {
            Dim rows = dim(ROWS, g.size(Symbol.runtime(ROWS)));
            Dim matrices = dim("g", weights.shape().size() == 3 ? weights.shape().getFirst() : 1);
            Dim n = dim("n", n());
            Dim k = dim("k", k());
            Dim[] in = stacked() ? new Dim[] {matrices, rows, k} : new Dim[] {rows, k};
            Dim[] out = stacked() ? new Dim[] {matrices, rows, n} : new Dim[] {rows, n};
            List<intarsia.dsl.Tensor> stored = new ArrayList<>(List.of(stored(g, "w", weights, matrices, n, k)));
            options.gate.ifPresent(t -> stored.add(stored(g, "gate", t, matrices, n, k)));
            if (options.grouped) {
                var matrix = g.in("matrix", 0, weights.shape().getFirst() - 1, rows);
                stored.replaceAll(w -> w.gather(matrix, "g"));
            }
            var given = g.in("x", DType.F32, in);
            var x = options.activations.map(given::convert).orElse(given);
            String[] names = Arrays.stream(out).map(Dim::name).toArray(String[]::new);
            List<intarsia.dsl.Tensor> inputs = new ArrayList<>(stored.stream().map(w -> x.contract(w, names)).toList());
            options.bias.ifPresent(b -> inputs.add(g.in("bias", DType.F32, n)));
            if (residual) {
                inputs.add(g.in("residual", DType.F32, out));
            }
            g.out("y", inputs.size() == 1 && options.activation == Activation.NONE ? inputs.getFirst() : g.map(inputs, e -> follows(e, residual)));
        });
    }

    private static intarsia.dsl.Tensor stored(TensorGraph g, String name, Tensor t, Dim matrices, Dim n, Dim k) {
        return t.shape().size() == 3 ? g.in(name, t.format(), matrices, n, k) : g.in(name, t.format(), n, k);
    }

    /** What becomes of a product; after it stand its gate, its bias and its residual, as far as there are any. */
    private Element follows(List<Element> e, boolean residual) {
        int gates = options.gate.isPresent() ? 1 : 0;
        Element sum = options.bias.isPresent() ? e.getFirst().plus(e.get(1 + gates)) : e.getFirst();
        Element y = gates == 1 ? sum.times(options.activation.of(e.get(1))) : options.activation.of(sum);
        return residual ? y.plus(e.getLast()) : y;
    }
}
