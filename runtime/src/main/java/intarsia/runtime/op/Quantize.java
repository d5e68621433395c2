package intarsia.runtime.op;

import intarsia.dsl.library.BlockKernels;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Format;
import intarsia.ir.type.QuantizeRule;
import intarsia.runtime.Engine;
import intarsia.runtime.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Matrices of f32 numbers in a format: blocks by a {@link QuantizeRule}, plain types as they encode. Sizes may be others at every call; any
 * thread may call it.
 */
public final class Quantize {
    private final Format format;
    private final Optional<QuantizeRule> rule;
    private final Operation operation;

    private Quantize(Format format, Optional<QuantizeRule> rule, Engine engine) {
        this.format = format;
        this.rule = rule;
        operation = new Operation(engine, rule.map(r -> BlockKernels.quantize((BlockFormat) format, r)).orElseGet(() -> BlockKernels.quantize(format)));
    }

    /**
     * To a format; blocks by {@link QuantizeRule#SINGLE}.
     *
     * @throws IllegalArgumentException for formats that no kernel makes
     */
    public static Quantize of(Format format) {
        return new Quantize(format, Optional.empty(), Engine.jvm());
    }

    /**
     * To blocks by a rule.
     *
     * @throws IllegalArgumentException for what {@link BlockKernels#quantizes} does not have
     */
    public static Quantize of(BlockFormat format, QuantizeRule rule) {
        return new Quantize(format, Optional.of(rule), Engine.jvm());
    }

    /** The same on another engine. */
    public Quantize on(Engine engine) {
        return new Quantize(format, rule, engine);
    }

    /** A matrix of rows of {@code columns} numbers, whole blocks, in the format. */
    public Tensor apply(float[] x, int columns) {
        long rows = Rows.count("the format " + format, x.length, columns);
        Tensor y = Tensor.allocate(format, rows, columns);
        apply(Floats.of(x, rows, columns), y);
        return y;
    }

    /** Writes a matrix of numbers [rows, columns] in the format to y, of the same shape. */
    public void apply(Floats x, Tensor y) {
        if (x.rank() != 2 || !y.format().equals(format) || !y.shape().equals(x.shape())) {
            throw new IllegalArgumentException(x + " to " + y + "; wanted a matrix, and one of " + format + " of its shape");
        }
        operation.call(List.of(new Operand.In("x", x), new Operand.Fixed("y", y)), Map.of("rows", x.extent(0), "columns", x.extent(1)));
    }
}
