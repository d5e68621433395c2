package intarsia.runtime.op;

import static intarsia.dsl.TensorGraph.dim;

import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import java.util.List;
import java.util.Map;

/**
 * {@code exp(x - max(x)) / Σ exp(x - max(x))} of each row; of a row that is -Infinity throughout 0. Rows and columns may be others at every
 * call; any thread may call it.
 */
public final class Softmax {
    private static final String ROWS = "rows";
    private static final String COLUMNS = "n";

    private final Operation operation;

    private Softmax(Engine engine) {
        operation = new Operation(engine, graph());
    }

    /** Of rows of any length. */
    public static Softmax create() {
        return new Softmax(Engine.jvm());
    }

    /** The same on another engine. */
    public Softmax on(Engine engine) {
        return new Softmax(engine);
    }

    /** The weights of rows of {@code columns} scores, as many as the array holds. */
    public float[] apply(float[] x, int columns) {
        long rows = Rows.count("a softmax", x.length, columns);
        float[] y = new float[x.length];
        apply(Floats.of(x, rows, columns), Floats.of(y, rows, columns));
        return y;
    }

    /** Writes the weights of rows of scores to y, of the same shape. */
    public void apply(Floats x, Floats y) {
        Rows.require("a softmax", x, y, x.rank() == 2 ? x.extent(1) : 1);
        operation.call(List.of(new Operand.In("x", x), new Operand.Out("y", y)), Map.of(ROWS, x.extent(0), COLUMNS, x.extent(1)));
    }

    private static Kernel graph() {
        return TensorGraph.define("softmax", g -> {
            var x = g.in("x", DType.F32, dim(ROWS, g.size(Symbol.runtime(ROWS))), dim(COLUMNS, g.size(Symbol.runtime(COLUMNS))));
            // Of a row of -Infinity the largest is replaced by a finite number, from which the differences are no NaN.
            var top = x.max(COLUMNS).map(m -> m.max(m.constant(-Float.MAX_VALUE)));
            var exp = x.map(top, (e, m) -> e.minus(m).exp());
            g.out("y", exp.map(exp.sum(COLUMNS), (e, s) -> s.le(s.constant(0)).select(s.constant(0), e.div(s))));
        });
    }
}
