package intarsia.cli.fuzz;

import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Symbols;
import intarsia.ir.device.Target;
import intarsia.ir.eval.EvaluationException;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.text.Printer;
import intarsia.passes.Compiler;
import intarsia.passes.ScheduleChoice;
import intarsia.passes.check.Distribution;
import intarsia.passes.check.Inputs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One launch of a tile kernel or a tensor graph on data drawn from a seed: what the evaluator makes of it, within its bounds, for every engine.
 *
 * @param sizes  values of the kernel's symbols
 * @param kinds  of data by parameter name
 * @param checks that are compiled in
 */
public record Launch(Kernel kernel, Map<String, Long> sizes, Map<String, Distribution> kinds, long seed, Checks checks) {
    /** What compiled code, or the compiler, checks besides. */
    public enum Checks {
        NONE,
        /** Indices that are not proved to be inside. */
        INDICES,
        /** The meaning after every pass. */
        PASSES;

        Compiler.Options options() {
            return switch (this) {
                case NONE -> Compiler.Options.DEFAULT;
                case INDICES -> Compiler.Options.DEFAULT.withChecks();
                case PASSES -> Compiler.Options.DEFAULT.checkingPasses(_ -> { });
            };
        }
    }

    public Launch {
        sizes = Map.copyOf(sizes);
        kinds = Map.copyOf(kinds);
    }

    /** A launch of code without checks. */
    public Launch(Kernel kernel, Map<String, Long> sizes, Map<String, Distribution> kinds, long seed) {
        this(kernel, sizes, kinds, seed, Checks.NONE);
    }

    /** The same launch of another kernel, at these sizes. */
    Launch with(Kernel other, Map<String, Long> values) {
        return new Launch(other, values, kinds, seed, checks);
    }

    /**
     * What is wrong on each of these engines, by its name; nothing where all is well.
     *
     * @throws EvaluationException where the kernel itself stops on this data
     */
    public Map<String, String> problems(List<LaneEngine> engines) {
        return problems(engines, ScheduleChoice.RULES);
    }

    /** The same, of a graph with kernels that are scheduled as a choice says. */
    public Map<String, String> problems(List<LaneEngine> engines, ScheduleChoice choice) {
        Map<String, String> found = new LinkedHashMap<>();
        Symbols symbols = Symbols.of(sizes);
        try (Arena arena = Arena.ofConfined()) {
            Map<String, MemorySegment> before = Inputs.of(kernel, symbols, kinds, seed, arena);
            Map<String, MemorySegment> wanted = Inputs.copy(before, arena);
            Map<String, double[]> bounds = Evaluator.runWithBounds(kernel, wanted, symbols);
            Answer answer = new Answer(kernel, symbols, before, wanted, bounds);
            Map<Target, LaneTrial> code = new HashMap<>();
            for (LaneEngine e : engines) {
                Trial trial = kernel.level() == Level.TENSOR ? new GraphTrial(answer, e, checks.options(), choice)
                        : new TileTrial(answer, e, code.computeIfAbsent(e.target(), t -> LaneTrial.of(answer, t, checks.options(), arena)));
                trial.problem().ifPresent(p -> found.put(e.name(), p));
            }
        }
        return found;
    }

    /** The step in which a problem was found, and for a refusal or an error its words, so that two of a kind compare as equal. */
    static String kind(String problem) {
        boolean words = problem.startsWith("passes") || problem.startsWith("engine: j");
        return problem.substring(0, Math.min(problem.length(), words ? 70 : 8));
    }

    /** A case file that runs it again. */
    @Override
    public String toString() {
        return text("");
    }

    /** A case file that runs it again, with a comment of some lines. */
    public String text(String comment) {
        StringBuilder out = new StringBuilder("// run").append(words(sizes)).append('\n').append("// seed ").append(seed).append('\n');
        if (!kinds.isEmpty()) {
            out.append("// data").append(words(kinds.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().text())))).append('\n');
        }
        if (checks == Checks.INDICES) {
            out.append("// checked\n");
        }
        comment.lines().forEach(line -> out.append("//# ").append(line).append('\n'));
        return out.append(Printer.print(kernel)).toString();
    }

    private static String words(Map<String, ?> values) {
        return new TreeMap<>(values).entrySet().stream().map(e -> " " + e.getKey() + "=" + e.getValue()).collect(Collectors.joining());
    }
}
