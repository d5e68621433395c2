package intarsia.cli.tune;

import intarsia.dsl.TensorGraph;
import intarsia.ir.BufferType;
import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import intarsia.ir.TensorType;
import intarsia.ir.eval.EvaluationException;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.type.BitString;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;
import intarsia.ir.type.IntType;
import intarsia.ir.type.Role;
import intarsia.passes.check.Agreement;
import intarsia.passes.check.Inputs;
import intarsia.runtime.Tensor;
import intarsia.runtime.TensorArena;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * Memory for the parameters of a kernel, filled by chance, and what has to stand there afterwards. Of what is only read and larger than a core's own caches there are copies, more than the
 * last cache holds: a model has as many other weights.
 */
final class Data {
    /** Of symbols without a narrower range. */
    private static final long SIZE = 1024;
    private static final long SEED = 8;
    private static final double MIDDLE = 0.5;
    /** Bytes of parameters up to which the evaluator says what is right; beyond, it is the kernel at its initial point, which tests compare with the evaluator. */
    private static final long SMALL = 1 << 17;
    /** What sums in another order may differ by: a part of the largest element, which a wrong element exceeds nearly always. */
    private static final double NEAR = 1.0 / 512;

    private final Kernel kernel;
    private final Symbols symbols;
    /** Bytes of a parameter that is taken to be one of many, of which a program reads all by turns. */
    private static final long LARGE = 4L << 20;
    /** Times the last cache that copies fill. */
    private static final long CACHES = 3;

    private final Map<String, MemorySegment> before, live;
    /** The live memory, and the same with copies of what is large. */
    private final List<Map<String, MemorySegment>> copies = new ArrayList<>();
    private Optional<Map<String, MemorySegment>> wanted = Optional.empty();
    private Map<String, double[]> bounds = Map.of();

    /**
     * @param kernel what is computed, at any level above lanes
     * @param open   whether the evaluator may say what is right; otherwise the first that is run does
     * @param cache  bytes of the last cache
     */
    Data(Kernel kernel, boolean open, Arena arena, long cache) {
        this.kernel = kernel;
        Map<String, Long> sizes = new HashMap<>();
        for (Symbol s : kernel.symbols()) sizes.put(s.name(), size(s));
        symbols = Symbols.of(sizes);
        live = Inputs.of(kernel, symbols, Map.of(), SEED, arena);
        indices(MIDDLE);
        rounded(arena);
        before = own(live, arena);
        if (open && bytes() <= SMALL) evaluate(arena);
        copies.add(live);
        Map<String, MemorySegment> large = large();
        long each = large.values().stream().mapToLong(MemorySegment::byteSize).sum();
        for (long all = each; !large.isEmpty() && all < CACHES * cache; all += each) copies.add(copied(large, arena));
    }

    private Map<String, MemorySegment> large() {
        Map<String, MemorySegment> large = new HashMap<>();
        for (Param p : kernel.params()) {
            if (!p.access().writes() && segment(live, p).byteSize() >= LARGE) large.put(p.name(), segment(live, p));
        }
        return large;
    }

    private Map<String, MemorySegment> copied(Map<String, MemorySegment> large, Arena arena) {
        Map<String, MemorySegment> copy = new HashMap<>(live);
        copy.putAll(Inputs.copy(large, arena));
        return copy;
    }

    /** Blocks that hold sums of their codes are rounded from floats: kernels rely on these sums. */
    private void rounded(Arena arena) {
        for (Param p : kernel.params()) {
            if (p.access().reads() && p.type() instanceof TensorType t && t.format() instanceof BlockFormat f && f.fields().stream().anyMatch(x -> x.role() == Role.SUM)) {
                Kernel round = TensorGraph.define("round", g -> g.out("y", g.in("x", DType.F32, t.dims().stream().map(d -> TensorGraph.dim(d.name(), d.size().eval(symbols))).toArray(TensorType.Dim[]::new)).convert(f)));
                Map<String, MemorySegment> memory = Inputs.of(round, symbols, Map.of(), SEED, arena);
                Evaluator.run(round, memory, symbols);
                segment(live, p).copyFrom(java.util.Objects.requireNonNull(memory.get("y")));
            }
        }
    }

    /** Sets what counts something, such as positions, to a part of its range: what a kernel has to do may follow from it. */
    private void indices(double part) {
        for (Param p : kernel.params()) {
            if (p.access().reads() && p.type() instanceof TensorType t && t.format() instanceof IntType i && t.range().isPresent()) {
                long value = t.range().get().min() + (long) (part * (t.range().get().max() - t.range().get().min()));
                MemorySegment m = segment(live, p);
                for (long at = 0; at < m.byteSize() * 8 / i.bits(); at++) BitString.write(m, 0, at * i.bits(), i.bits(), i.encodeLong(value));
            }
        }
    }

    static long size(Symbol s) {
        return Math.clamp(SIZE / s.divisor() * s.divisor(), s.min(), s.max());
    }

    /** A map in which what is written has memory of its own. */
    private Map<String, MemorySegment> own(Map<String, MemorySegment> from, Arena arena) {
        Map<String, MemorySegment> all = new HashMap<>(from);
        for (Param p : kernel.params()) if (p.access().writes()) all.putAll(Inputs.copy(Map.of(p.name(), segment(from, p)), arena));
        return all;
    }

    private static MemorySegment segment(Map<String, MemorySegment> of, Param p) {
        return java.util.Objects.requireNonNull(of.get(p.name()));
    }

    private void evaluate(Arena arena) {
        try {
            evaluated(arena);
        } catch (EvaluationException e) {
            indices(0); // an index that its range allows was too large for what it chooses from
            evaluated(arena);
        }
    }

    private void evaluated(Arena arena) {
        Map<String, MemorySegment> right = own(live, arena);
        bounds = Agreement.wider(Evaluator.runWithBounds(kernel, right, symbols), 2);
        wanted = Optional.of(right);
    }

    long bytes() {
        return live.values().stream().mapToLong(MemorySegment::byteSize).sum();
    }

    /** The memory as the tensors of a plan, with each copy of what is large. */
    List<Map<String, Tensor>> tensors(Plan plan, TensorArena arena) {
        return copies.stream().map(c -> tensors(c, plan, arena)).toList();
    }

    private Map<String, Tensor> tensors(Map<String, MemorySegment> of, Plan plan, TensorArena arena) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (PlanBuffer b : plan.buffers()) {
            MemorySegment m = of.get(b.name());
            if (b.role().bound() && m != null) tensors.put(b.name(), arena.view(m, b.format(), b.shape().stream().mapToLong(e -> e.eval(symbols)).toArray()));
        }
        return tensors;
    }

    /**
     * Runs it on what stood there before; what is wrong with the results, where something is. The first run says what is right where the evaluator has not.
     *
     * @param exact whether results have to be the same bits
     */
    Optional<String> check(Runnable run, boolean exact, Arena arena) {
        for (Param p : kernel.params()) if (p.access().writes()) segment(live, p).copyFrom(segment(before, p));
        run.run();
        if (wanted.isEmpty()) {
            wanted = Optional.of(own(live, arena));
            for (Param p : kernel.params()) if (p.access().writes() && !exact) bounds = with(bounds, p.name(), near(p, segment(live, p)));
            return Optional.empty();
        }
        return Agreement.difference(kernel, symbols, wanted.get(), bounds, live);
    }

    private static Map<String, double[]> with(Map<String, double[]> all, String name, double[] more) {
        Map<String, double[]> now = new HashMap<>(all);
        now.put(name, more);
        return now;
    }

    private static double[] near(Param p, MemorySegment m) {
        return switch (format(p)) {
            case DType d -> near(d, LongStream.range(0, m.byteSize() * 8 / d.bits()).mapToDouble(i -> Math.abs(d.decode(BitString.read(m, 0, i * d.bits(), d.bits())))).toArray());
            case BlockFormat f -> near(f, m);
        };
    }

    private static Format format(Param p) {
        return switch (p.type()) {
            case BufferType b -> b.format();
            case TensorType t -> t.format();
            default -> throw new IllegalArgumentException("parameter " + p.name() + " is a " + p.type() + "; wanted memory");
        };
    }

    /** Of floats a part of the largest, of integers one: a quotient may be rounded the other way. */
    private static double[] near(DType d, double[] magnitudes) {
        double bound = d.isFloat() ? NEAR * Arrays.stream(magnitudes).filter(Double::isFinite).max().orElse(0) : 1;
        return Arrays.stream(magnitudes).map(_ -> Math.max(bound, Double.MIN_NORMAL)).toArray();
    }

    private static double[] near(BlockFormat f, MemorySegment m) {
        DoubleStream.Builder all = DoubleStream.builder();
        for (long block = 0; block < m.byteSize() / f.bytes(); block++) {
            for (Field x : f.fields()) {
                for (int i = 0; i < x.packing().elements(); i++) {
                    double value = Math.abs(x.type().decode(x.packing().read(m, block * f.bytes(), i)));
                    all.add(x.type().isFloat() ? NEAR * value + Double.MIN_NORMAL : 1);
                }
            }
        }
        return all.build().toArray();
    }
}
