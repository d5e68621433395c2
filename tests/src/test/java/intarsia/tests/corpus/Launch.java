package intarsia.tests.corpus;

import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Ops;
import intarsia.ir.Symbols;
import intarsia.ir.TargetOp;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.text.Printer;
import intarsia.passes.Compiler;
import intarsia.passes.check.Agreement;
import intarsia.passes.check.Distribution;
import intarsia.passes.check.Inputs;
import intarsia.passes.check.LaneRun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One launch of a tile kernel: what the evaluator makes of it, within its bounds, for every engine; and of the lane code
 * the evaluator's bits from every engine.
 *
 * @param sizes values of the kernel's symbols
 * @param kinds of data by parameter name
 */
record Launch(Kernel kernel, Map<String, Long> sizes, Map<String, Distribution> kinds, long seed) {
    /** Bytes around each tensor, which nobody may write. */
    private static final int MARGIN = 64;
    private static final byte MARK = 0x5a;

    Launch {
        sizes = Map.copyOf(sizes);
        kinds = Map.copyOf(kinds);
    }

    /** What is wrong on each of these engines, by its name; nothing where all is well. */
    Map<String, String> problems(List<LaneEngine> engines) {
        Map<String, String> found = new LinkedHashMap<>();
        Symbols symbols = Symbols.of(sizes);
        try (Arena arena = Arena.ofConfined()) {
            Map<String, MemorySegment> before = Inputs.of(kernel, symbols, kinds, seed, arena);
            Map<String, MemorySegment> wanted = Inputs.copy(before, arena);
            Map<String, double[]> bounds = Evaluator.runWithBounds(kernel, wanted, symbols);
            for (LaneEngine e : engines) {
                problem(e, before, wanted, bounds, symbols).ifPresent(p -> found.put(e.name(), p));
            }
        }
        return found;
    }

    private Optional<String> problem(LaneEngine e, Map<String, MemorySegment> before, Map<String, MemorySegment> wanted,
            Map<String, double[]> bounds, Symbols symbols) {
        String step = "passes";
        try (Arena arena = Arena.ofConfined()) {
            Kernel lane = Compiler.toLane(kernel, e.target(), Compiler.Options.DEFAULT);
            step = "evaluator on lane code";
            Map<String, MemorySegment> evaluated = Inputs.copy(before, arena);
            LaneRun.evaluate(lane, evaluated, symbols);
            Optional<String> off = Agreement.difference(kernel, symbols, wanted, bounds, evaluated);
            if (off.isPresent()) {
                return off.map(o -> "lane code: " + o);
            }
            if (e instanceof LaneEngine.Evaluated) {
                return Optional.empty();
            }
            step = "engine";
            Map<String, MemorySegment> wide = framed(before, arena);
            Map<String, MemorySegment> ran = inner(wide);
            e.run(lane, ran, symbols);
            Optional<String> other = anyOrder(lane) ? Agreement.difference(kernel, symbols, wanted, wider(bounds), ran)
                    : Agreement.difference(kernel, symbols, evaluated, ran);
            return other.map(o -> "engine: " + o).or(() -> overrun(wide));
        } catch (RuntimeException | LinkageError x) {
            return Optional.of(step + ": " + x);
        }
    }

    /** Whether a machine adds floats in an order of its own: products of fragments, which it cuts off too, and sums in memory. */
    private static boolean anyOrder(Kernel lane) {
        boolean[] found = {false};
        Ops.walk(lane.body(), _ -> { }, s -> found[0] |= s.op() instanceof TargetOp.Mma m && m.atom().acc().isFloat()
                || s.op() instanceof LaneOp.Red r && r.value().type() == LaneType.F32);
        return found[0];
    }

    /** The evaluator allows half an ulp a term, fragments two: {@link intarsia.ir.DotAtom#error}. */
    private static Map<String, double[]> wider(Map<String, double[]> bounds) {
        Map<String, double[]> all = new TreeMap<>();
        bounds.forEach((name, b) -> all.put(name, Arrays.stream(b).map(x -> 4 * x).toArray()));
        return all;
    }

    private static Map<String, MemorySegment> framed(Map<String, MemorySegment> from, Arena arena) {
        Map<String, MemorySegment> all = new TreeMap<>();
        from.forEach((name, m) -> {
            MemorySegment wide = arena.allocate(m.byteSize() + 2 * MARGIN, 64).fill(MARK);
            wide.asSlice(MARGIN, m.byteSize()).copyFrom(m);
            all.put(name, wide);
        });
        return all;
    }

    private static Map<String, MemorySegment> inner(Map<String, MemorySegment> wide) {
        Map<String, MemorySegment> all = new TreeMap<>();
        wide.forEach((name, m) -> all.put(name, m.asSlice(MARGIN, m.byteSize() - 2 * MARGIN)));
        return all;
    }

    private static Optional<String> overrun(Map<String, MemorySegment> wide) {
        for (Map.Entry<String, MemorySegment> e : wide.entrySet()) {
            MemorySegment m = e.getValue();
            for (int i = 0; i < MARGIN; i++) {
                if (m.get(java.lang.foreign.ValueLayout.JAVA_BYTE, i) != MARK
                        || m.get(java.lang.foreign.ValueLayout.JAVA_BYTE, m.byteSize() - 1 - i) != MARK) {
                    return Optional.of("engine: writes outside " + e.getKey());
                }
            }
        }
        return Optional.empty();
    }

    /** Everything that is needed to see it again. */
    @Override
    public String toString() {
        return "// run " + new TreeMap<>(sizes) + "\n// seed " + seed + "\n// data " + new TreeMap<>(kinds) + "\n" + Printer.print(kernel);
    }
}
