package intarsia.runtime.op;

import static intarsia.dsl.TensorGraph.dim;

import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rows of n numbers brought to one scale. Their number may be another at every call; any thread may call it.
 */
public final class Norm {
    private static final String ROWS = "rows";

    private final Tensor weights;
    private final List<Operand> fixed;
    private final Operation operation;
    private final boolean centred;
    private final float epsilon;

    private Norm(Engine engine, Tensor weights, List<Operand> fixed, boolean centred, float epsilon) {
        this.weights = weights;
        this.fixed = fixed;
        this.centred = centred;
        this.epsilon = epsilon;
        operation = new Operation(engine, centred ? layer(epsilon, n()) : rms(epsilon, n()));
    }

    /** {@code y = x / sqrt(mean(x²) + ε) · w} (Root Mean Square Layer Normalization, arXiv 1910.07467); a weight a column. */
    public static Norm rms(float epsilon, float... weights) {
        Tensor w = Tensor.of(weights, weights.length);
        return new Norm(Engine.jvm(), w, List.of(new Operand.Fixed("w", w)), false, epsilon);
    }

    /**
     * {@code y = (x - mean(x)) / sqrt(variance(x) + ε) · w + b} (Layer Normalization, arXiv 1607.06450); a weight and a bias a column. The
     * variance is that of the differences from the mean.
     *
     * @throws IllegalArgumentException where weights and biases are not as many
     */
    public static Norm layer(float epsilon, float[] weights, float[] bias) {
        if (weights.length != bias.length) {
            throw new IllegalArgumentException(weights.length + " weights and " + bias.length + " biases of a norm; wanted as many");
        }
        Tensor w = Tensor.of(weights, weights.length);
        return new Norm(Engine.jvm(), w, List.of(new Operand.Fixed("w", w), new Operand.Fixed("b", Tensor.of(bias, bias.length))), true, epsilon);
    }

    /** The same on another engine. */
    public Norm on(Engine engine) {
        return new Norm(engine, weights, fixed, centred, epsilon);
    }

    /** The norms of rows of n numbers, as many as the array holds. */
    public float[] apply(float... x) {
        long rows = Rows.count("a norm", x.length, n());
        float[] y = new float[x.length];
        apply(Floats.of(x, rows, n()), Floats.of(y, rows, n()));
        return y;
    }

    /** Writes the norms of rows of n numbers to y, of the same shape. */
    public void apply(Floats x, Floats y) {
        Rows.require("a norm", x, y, n());
        List<Operand> operands = new ArrayList<>(fixed);
        operands.addAll(List.of(new Operand.In("x", x), new Operand.Out("y", y)));
        operation.call(operands, Map.of(ROWS, x.extent(0)));
    }

    private long n() {
        return weights.shape().getFirst();
    }

    private static Kernel rms(float epsilon, long columns) {
        return TensorGraph.define("rms_norm", g -> {
            Dim n = dim("n", columns);
            var x = g.in("x", DType.F32, dim(ROWS, g.size(Symbol.runtime(ROWS))), n);
            g.out("y", g.map(x, scale(x, epsilon), g.in("w", DType.F32, n), (e, s, w) -> e.times(s).times(w)));
        });
    }

    private static Kernel layer(float epsilon, long columns) {
        return TensorGraph.define("layer_norm", g -> {
            Dim n = dim("n", columns);
            var x = g.in("x", DType.F32, dim(ROWS, g.size(Symbol.runtime(ROWS))), n);
            var centred = x.map(x.sum("n"), (e, sum) -> e.minus(sum.div(sum.constant(columns))));
            var scaled = g.map(centred, scale(centred, epsilon), g.in("w", DType.F32, n), (e, s, w) -> e.times(s).times(w));
            g.out("y", scaled.map(g.in("b", DType.F32, n), (e, b) -> e.plus(b)));
        });
    }

    /** 1 / sqrt(mean(x²) + ε) of each row. */
    private static intarsia.dsl.Tensor scale(intarsia.dsl.Tensor x, float epsilon) {
        long columns = x.dim("n").size().constant();
        return x.map(e -> e.times(e)).sum("n").map(s -> s.constant(1).div(s.div(s.constant(columns)).plus(s.constant(epsilon)).sqrt()));
    }
}
