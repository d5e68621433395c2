package intarsia.runtime.op;

import intarsia.dsl.library.BlockKernels;
import intarsia.ir.type.Format;
import intarsia.runtime.Engine;
import intarsia.runtime.Tensor;
import java.util.List;
import java.util.Map;

/** The values of matrices of a format, as f32. Sizes may be others at every call; any thread may call it. */
public final class Dequantize {
    private final Format format;
    private final Operation operation;

    private Dequantize(Format format, Engine engine) {
        this.format = format;
        operation = new Operation(engine, BlockKernels.dequantize(format));
    }

    /**
     * Of a format.
     *
     * @throws IllegalArgumentException for a plain type that is not whole bytes, and for what {@link BlockKernels#dequantizes} does not have
     */
    public static Dequantize of(Format format) {
        return new Dequantize(format, Engine.jvm());
    }

    /** The same on another engine. */
    public Dequantize on(Engine engine) {
        return new Dequantize(format, engine);
    }

    /** The values of a matrix [rows, columns]. */
    public float[] apply(Tensor x) {
        float[] y = new float[Math.toIntExact(x.size())];
        apply(x, Floats.of(y, x.shape().stream().mapToLong(Long::longValue).toArray()));
        return y;
    }

    /** Writes the values of a matrix [rows, columns] to y, of the same shape. */
    public void apply(Tensor x, Floats y) {
        if (x.shape().size() != 2 || !x.format().equals(format) || !x.shape().equals(y.shape())) {
            throw new IllegalArgumentException("values of " + x + " to " + y + "; wanted a matrix of " + format + ", and f32 of its shape");
        }
        operation.call(List.of(new Operand.Fixed("x", x), new Operand.Out("y", y)), Map.of("rows", x.shape().get(0), "columns", x.shape().get(1)));
    }
}
