package intarsia.ir.eval;

import intarsia.ir.BufferType;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Param;
import intarsia.ir.Symbols;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a kernel means: slow, obvious, complete, on raw bits. Every engine and every pass must agree with it: exactly, or
 * within the bounds that it computes beside every number.
 *
 * <p>A bound of 0 means the same bits. Integers, layouts and conversions of exact values have it, and so has every
 * correctly rounded op on exact operands. Sums of floats have {@code (n + 1) · u · Σ|terms|} and what their operands bring;
 * {@code exp}, {@code exp2} and {@code log} two units in the last place. A number that is not exact makes what depends on it
 * not exact, by the op on intervals. See {@link Elementwise} for comparisons and selects. Branches and loop counts go where
 * the values here say; bounds are of data, not of control.
 *
 * <p>An error of the program (an index outside, a division by zero, a promise that does not hold) is an
 * {@link EvaluationException}.
 */
public final class Evaluator {
    private Evaluator() {
    }

    /**
     * Runs a kernel of the tile or tensor level; what it writes stands in the buffers afterwards.
     *
     * @param buffers memory by parameter name
     * @throws IllegalArgumentException if a buffer is missing or too short, or a symbol is not as declared
     */
    public static void run(Kernel k, Map<String, MemorySegment> buffers, Symbols symbols) {
        run(k, buffers, symbols, Stepper.NONE);
    }

    /** The same with somebody who follows it, statement by statement. */
    public static void run(Kernel k, Map<String, MemorySegment> buffers, Symbols symbols, Stepper stepper) {
        runWithBounds(k, buffers, symbols, Map.of(), stepper);
    }

    /** As {@link #run}, from exact inputs; the bounds of each written buffer by parameter name, in the order of elements in memory;
     * of blocks that a tile kernel writes those of all codes, block after block, in a block field after field.
     */
    public static Map<String, double[]> runWithBounds(Kernel k, Map<String, MemorySegment> buffers, Symbols symbols) {
        return runWithBounds(k, buffers, symbols, Map.of());
    }

    /** The same from inputs that have bounds of their own: what an earlier kernel gave. */
    public static Map<String, double[]> runWithBounds(Kernel k, Map<String, MemorySegment> buffers, Symbols symbols,
            Map<String, double[]> inputBounds) {
        return runWithBounds(k, buffers, symbols, inputBounds, Stepper.NONE);
    }

    private static Map<String, double[]> runWithBounds(Kernel k, Map<String, MemorySegment> buffers, Symbols symbols,
            Map<String, double[]> inputBounds, Stepper stepper) {
        k.symbols().forEach(s -> s.check(symbols.value(s.name())));
        for (Param p : k.params()) {
            if (!buffers.containsKey(p.name())) {
                throw new IllegalArgumentException("kernel " + k.name() + ": no memory for parameter " + p.name() + "; given: " + buffers.keySet());
            }
        }
        return switch (k.level()) {
            case TILE -> tile(k, buffers, symbols, inputBounds, stepper);
            case TENSOR -> new TensorEvaluator(k, symbols, stepper).run(buffers, inputBounds);
            case LANE -> throw new IllegalArgumentException("kernel " + k.name() + " is of the lane level; wanted runLane");
        };
    }

    private static Map<String, double[]> tile(Kernel k, Map<String, MemorySegment> buffers, Symbols symbols,
            Map<String, double[]> inputBounds, Stepper stepper) {
        List<GlobalView> views = new ArrayList<>();
        for (Param p : k.params()) {
            if (!(p.type() instanceof BufferType)) {
                throw new IllegalArgumentException("kernel " + k.name() + ": parameter " + p.name() + " is a " + p.type() + "; wanted global …");
            }
            views.add(new GlobalView(p, memory(buffers, p), inputBounds.get(p.name()), symbols, stepper));
        }
        new TileEvaluator(k, symbols, views, stepper).run();
        Map<String, double[]> bounds = new LinkedHashMap<>();
        views.stream().filter(v -> v.param.access().writes()).forEach(v -> bounds.put(v.param.name(), v.bounds()));
        return bounds;
    }

    static MemorySegment memory(Map<String, MemorySegment> buffers, Param p) {
        MemorySegment m = buffers.get(p.name());
        if (m == null) {
            throw new IllegalArgumentException("no memory for parameter " + p.name());
        }
        return m;
    }

    /** {@link #runLane(Kernel, long[], AddressSpace, int, int, Symbols, long)} of a kernel without symbols, with seed 0. */
    public static void runLane(Kernel lane, long[] args, AddressSpace memory, int lo, int hi) {
        runLane(lane, args, memory, lo, hi, Symbols.NONE, 0);
    }

    /**
     * Runs blocks {@code lo … hi − 1} of a kernel of the lane level, bit for bit.
     *
     * @param args a number for each parameter in order: addresses in {@code memory}, or constants of the launch
     * @param seed draws the order of warps between barriers; it may change nothing
     */
    public static void runLane(Kernel lane, long[] args, AddressSpace memory, int lo, int hi, Symbols symbols, long seed) {
        runLane(lane, args, memory, lo, hi, symbols, seed, Stepper.NONE);
    }

    /** The same with somebody who follows it, statement by statement and warp by warp. */
    public static void runLane(Kernel lane, long[] args, AddressSpace memory, int lo, int hi, Symbols symbols, long seed, Stepper stepper) {
        if (lane.level() != Level.LANE) {
            throw new IllegalArgumentException("kernel " + lane.name() + " is of the " + lane.level().text() + " level; wanted run");
        }
        if (args.length != lane.params().size()) {
            throw new IllegalArgumentException("kernel " + lane.name() + ": " + args.length + " arguments; wanted " + lane.params().size());
        }
        new WarpTeam(lane, symbols, memory, seed, lo, hi, stepper).run(args);
    }
}
