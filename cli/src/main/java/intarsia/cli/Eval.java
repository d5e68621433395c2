package intarsia.cli;

import intarsia.decoder.npy.Npy;
import intarsia.decoder.npy.NpyArray;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Symbol;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.PlanBuffer.Role;
import intarsia.passes.Compiler;
import intarsia.passes.Planner;
import intarsia.polyglot.Program;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import intarsia.runtime.TensorArena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code intarsia eval}: a kernel of a text file on arrays from files. */
@Command(name = "eval", mixinStandardHelpOptions = true, description = "Runs a kernel of the tile or tensor level on .npy files.",
    footer = {"%nArrays hold the bits of tensors: f32 as <f4, i32 as <i4, i8 as |i1, f16 and bf16 as <u2, others as rows of |u1.",
        "With --engine polyglot the text itself runs as a program of Truffle, statement by statement; nothing is compiled."})
final class Eval extends Subcommand {
    /** Beside the engines: the text as a language of Truffle, whose classes are loaded then and no sooner. */
    private static final String POLYGLOT = "polyglot";
    @Parameters(paramLabel = "FILE", description = "Kernels as text.")
    private Path file = Path.of("");
    @Option(names = "--kernel", paramLabel = "NAME", description = "Which, where the file has several.")
    private @Nullable String kernel;
    @Mixin private EngineChoice engine = new EngineChoice();
    @Option(names = "--in", paramLabel = "NAME=FILE", description = "An array for a parameter that is read. A state without one begins with zeros.")
    private Map<String, Path> in = new LinkedHashMap<>();
    @Option(names = "--out", paramLabel = "NAME=FILE", description = "Where to write a result or state.")
    private Map<String, Path> out = new LinkedHashMap<>();
    @Option(names = "--checked", description = "Stops at an index outside, with its place.")
    private boolean checked;
    @Option(names = "--check-passes", description = "Evaluates each kernel before and after every pass on small inputs.")
    private boolean checkPasses;
    @Mixin private ReadAhead ahead = new ReadAhead();
    @Option(names = "--size", paramLabel = "NAME=N", description = "A size that no array's shape gives.")
    private Map<String, Long> sizes = new LinkedHashMap<>();

    private Compiler.Options options() {
        Compiler.Options o = ahead.in(checked ? Compiler.Options.DEFAULT.withChecks() : Compiler.Options.DEFAULT);
        return checkPasses ? o.checkingPasses(err()::println) : o;
    }

    @Override public Integer call() {
        Kernel k = KernelFile.one(KernelFile.all(file), Optional.ofNullable(kernel), file.toString());
        Optional<Engine> on = engine.is(POLYGLOT) ? Optional.empty() : Optional.of(engine.find());
        try (TensorArena arena = TensorArena.open(); var _ = Progress.start("evaluating " + k.name())) {
            Plan plan = plan(k, on.flatMap(Engine::target));
            checkNames(plan);
            Map<String, NpyArray> arrays = new LinkedHashMap<>();
            in.forEach((name, path) -> arrays.put(name, Npy.read(path)));
            Map<String, Long> values = values(plan, arrays);
            Map<String, Tensor> tensors = tensors(plan, arrays, values, arena);
            on.ifPresentOrElse(e -> run(plan, e, tensors, values), () -> interpret(k, tensors, values));
            out.forEach((name, path) -> {
                Tensor t = tensors.get(name);
                if (t != null) {
                    Npy.write(path, ArrayFormat.of(t));
                }
            });
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw UserError.input(file + ": " + e.getMessage());
        }
        return Exit.OK;
    }

    private void run(Plan plan, Engine on, Map<String, Tensor> tensors, Map<String, Long> values) {
        try (var run = Intarsia.compile(plan, on, options()).bind(tensors); var _ = Interrupt.calling(run::cancel)) {
            run.run(values);
        }
    }

    private void interpret(Kernel k, Map<String, Tensor> tensors, Map<String, Long> values) {
        if (checked || checkPasses) throw UserError.usage("--checked and --check-passes are for engines that compile; found --engine " + POLYGLOT);
        Map<String, MemorySegment> memory = new HashMap<>();
        tensors.forEach((name, t) -> memory.put(name, t.segment()));
        new Program(KernelFile.source(file), file.toString()).call(k, memory, values);
    }

    private Plan plan(Kernel k, Optional<Target> target) {
        return switch (k.level()) {
            case Level.TILE -> Plan.of(k);
            case Level.TENSOR -> Planner.plan(k, target);
            case Level.LANE -> throw UserError.input(file + ": kernel " + k.name() + " is at the lane level; wanted tile or tensor");
        };
    }

    private void checkNames(Plan plan) {
        check("--in", in.keySet(), names(plan, Set.of(Role.INPUT, Role.STATE)));
        check("--out", out.keySet(), names(plan, Set.of(Role.OUTPUT, Role.STATE)));
        check("--size", sizes.keySet(), plan.symbols().stream().map(Symbol::name).toList());
        for (String wanted : names(plan, Set.of(Role.INPUT))) {
            if (!in.containsKey(wanted)) throw UserError.usage("--in " + wanted + "=FILE is missing; " + plan.name() + " reads " + names(plan, Set.of(Role.INPUT)));
        }
    }

    private static List<String> names(Plan plan, Set<Role> roles) {
        return plan.buffers().stream().filter(b -> roles.contains(b.role())).map(PlanBuffer::name).toList();
    }

    private static void check(String option, Set<String> given, List<String> known) {
        for (String name : given) {
            if (!known.contains(name)) throw UserError.usage(option + " " + name + "; known: " + known);
        }
    }

    /** A size that is the extent of a given array has that value, where {@code --size} does not say another. */
    private Map<String, Long> values(Plan plan, Map<String, NpyArray> arrays) {
        Map<String, Long> values = new HashMap<>();
        for (PlanBuffer b : plan.buffers()) {
            NpyArray array = arrays.get(b.name());
            if (array == null || !b.role().bound()) continue;
            long[] shape = ArrayFormat.shape(b.format(), array);
            for (int d = 0; d < Math.min(shape.length, b.shape().size()); d++) {
                if (b.shape().get(d) instanceof Expr.Sym(String name)) values.putIfAbsent(name, shape[d]);
            }
        }
        values.putAll(sizes);
        for (Symbol s : plan.symbols()) {
            Long v = values.get(s.name());
            if (v == null) throw UserError.usage("--size " + s.name() + "=N is missing: no array's shape gives it");
            s.check(v);
        }
        return values;
    }

    private Map<String, Tensor> tensors(Plan plan, Map<String, NpyArray> arrays, Map<String, Long> values, TensorArena arena) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (PlanBuffer b : plan.buffers()) {
            if (!b.role().bound()) continue;
            long[] shape = b.shape().stream().mapToLong(e -> e.eval(s -> values.getOrDefault(s, 0L))).toArray();
            NpyArray array = arrays.get(b.name());
            tensors.put(b.name(), array == null ? arena.allocate(b.format(), shape)
                : ArrayFormat.read(arena, b.format(), shape, array, String.valueOf(in.get(b.name()))));
        }
        return tensors;
    }
}
