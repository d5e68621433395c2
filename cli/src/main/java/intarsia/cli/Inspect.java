package intarsia.cli;

import static java.util.Objects.requireNonNull;

import intarsia.cli.asm.OneStep;
import intarsia.cli.cases.PassList;
import intarsia.decoder.Model;
import intarsia.decoder.model.ModelGraph;
import intarsia.decoder.model.Options;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.ir.text.Printer;
import intarsia.ir.type.DType;
import intarsia.passes.Bind;
import intarsia.passes.Compiler;
import intarsia.passes.Planner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code intarsia inspect}: a kernel at any stage of the compiler. */
@Command(name = "inspect", mixinStandardHelpOptions = true, description = "Shows a kernel after a pass or at a stage of the compiler.")
final class Inspect extends Subcommand {
    private static final List<String> STAGES = List.of("tensor", "plan", "problem", "tile", "lane", "bytecode", "asm", "ptx");
    /** Positions of the model graph that is shown: enough to see, whatever the model. */
    private static final int CONTEXT = 512;

    @Parameters(arity = "0..1", paramLabel = "FILE|KERNEL",
        description = "Kernels as text, or the name of a kernel: of the model's plan with --model, else of the samples. With --fusion a model, too.")
    private @Nullable String what;
    @Mixin private ModelFile model = new ModelFile();
    @Option(names = "--after", paramLabel = "PASS", description = "The kernel after this pass.")
    private @Nullable String after;
    @Option(names = "--stage", paramLabel = "STAGE", description = "tensor, plan, problem (what is open of each kernel), tile, lane, bytecode, asm (what C2 makes of it; x86 needs objdump) or ptx.")
    private @Nullable String stage;
    @Option(names = "--explain", paramLabel = "WHAT", description = "Why: layouts, with what others would cost and what is moved between them.")
    private @Nullable String explain;
    @Option(names = "--fusion", description = "What a plan's kernels compute and move, and what was not fused and why: of a tensor graph or a model; default: the one that comes with Intarsia.")
    private boolean fusion;
    @Option(names = "--json", description = "With --fusion or --stage asm: an object a line.")
    private boolean json;
    @Option(names = "--target", paramLabel = "TARGET", description = "What to compile for; doctor lists the targets. Default: ptx at that stage, else the widest of jvm.")
    private @Nullable String target;
    @Option(names = "--kernel", paramLabel = "NAME", description = "Which, where there are several.")
    private @Nullable String kernel;
    @Mixin private ReadAhead ahead = new ReadAhead();

    @Override public Integer call() {
        Backends.Choice on = Backends.find(target != null ? target : "ptx".equals(stage) ? "ptx" : "jvm");
        check(on.target());
        try {
            out().print(fusion ? Fusion.of(fusionInput(), on.target(), json) : text(input(), on));
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw UserError.input(String.valueOf(e.getMessage()));
        }
        out().flush();
        return Exit.OK;
    }

    private void check(Target t) {
        List<String> passes = PassList.names(t);
        String known = "--after " + passes + ", --stage " + STAGES + ", --explain " + Compiler.EXPLAINED + " or --fusion";
        if (Stream.of(after, stage, explain, fusion ? "" : null).filter(Objects::nonNull).count() != 1) throw UserError.usage("wanted one of " + known);
        if (json && !fusion && !"asm".equals(stage)) throw UserError.usage("--json; wanted it with --fusion or --stage asm");
        if (after != null && !passes.contains(after)) throw UserError.usage("no pass '" + after + "'; wanted " + known);
        if (explain != null && !Compiler.EXPLAINED.contains(explain)) throw UserError.usage("nothing explains '" + explain + "'; wanted " + known);
        if (stage != null && !STAGES.contains(stage)) throw UserError.usage("no stage '" + stage + "'; wanted " + known);
        if (stage != null && engine(stage).filter(e -> !e.equals(t.engine())).isPresent()) {
            throw UserError.usage("--stage " + stage + " with --target " + t.id() + "; wanted a target of engine " + engine(stage).orElse(""));
        }
    }

    private static Optional<String> engine(String stage) {
        return switch (stage) {
            case "bytecode", "asm" -> Optional.of("jvm");
            case "ptx" -> Optional.of("ptx");
            default -> Optional.empty();
        };
    }

    /** The kernels to start from. */
    private List<Kernel> input() {
        if (model.given()) return List.of(graph(model.open()));
        if (what == null) throw UserError.usage("inspect needs a file with kernels, --model FILE, or one of the samples " + names(Samples.all()));
        if (what.endsWith(".tile") || Files.exists(Path.of(what))) {
            return chosen(KernelFile.all(Path.of(what)), Optional.ofNullable(kernel), what);
        }
        return chosen(Samples.all(), Optional.of(what), "the samples");
    }

    /** The graph that computes one token. */
    private static Kernel graph(Model opened) {
        try (Model m = opened) {
            var options = new Options(1, Math.min(CONTEXT, m.config().context()), 1, DType.F32);
            return new Bind(Map.of(ModelGraph.TOKENS, 1L, ModelGraph.ROWS, 1L)).run(ModelGraph.build(m.config(), m.formats(), options));
        }
    }

    private List<Kernel> fusionInput() {
        if (what == null || model.given()) return List.of(graph(model.open()));
        if (what.endsWith(".gguf")) return List.of(graph(Model.open(Path.of(what))));
        return chosen(KernelFile.all(Path.of(what)), Optional.ofNullable(kernel), what).stream().filter(k -> k.level() == Level.TENSOR).toList();
    }

    private static List<String> names(List<Kernel> kernels) {
        return kernels.stream().map(Kernel::name).distinct().toList();
    }

    private static List<Kernel> chosen(List<Kernel> all, Optional<String> name, String where) {
        List<Kernel> chosen = all.stream().filter(k -> name.isEmpty() || k.name().equals(name.get())).toList();
        if (chosen.isEmpty()) throw UserError.usage("no kernel '" + name.orElse("") + "' in " + where + "; known: " + names(all));
        return chosen;
    }

    private String text(List<Kernel> input, Backends.Choice on) {
        if ("tensor".equals(stage)) return print(input, k -> k.level() == Level.TENSOR);
        if ("problem".equals(stage)) return OpenKernels.of(input, on.target(), Optional.ofNullable(kernel != null ? kernel : model.given() ? what : null));
        var text = new StringBuilder();
        Map<Kernel, Supplier<Plan>> tiles = new LinkedHashMap<>();
        for (Kernel k : input) {
            if (k.level() == Level.TENSOR) {
                Plan plan = Planner.plan(k, on.target());
                if ("plan".equals(stage) || PassList.PLAN.equals(after)) text.append(plan);
                plan.steps().forEach(s -> tiles.putIfAbsent(s.kernel(), () -> OneStep.of(plan, s)));
            } else {
                tiles.putIfAbsent(k, () -> alone(k));
            }
        }
        if ("plan".equals(stage)) return text.isEmpty() ? refuse("tensor") : text.toString();
        for (Kernel k : ofPlan(List.copyOf(tiles.keySet()))) {
            text.append("asm".equals(stage) ? MachineCode.of(requireNonNull(tiles.get(k)).get(), on.target(), ahead.in(Compiler.Options.DEFAULT), json) : lowered(k, on));
        }
        return text.toString();
    }

    private static Plan alone(Kernel k) {
        if (k.level() != Level.TILE) throw UserError.input("kernel " + k.name() + " is at the " + k.level().text() + " level; --stage asm calls it, and wanted a tile kernel or a tensor graph");
        return Plan.of(k);
    }

    /** With a model, the kernels of its plan that are asked for by name. */
    private List<Kernel> ofPlan(List<Kernel> tiles) {
        String name = kernel != null ? kernel : model.given() ? what : null;
        return chosen(tiles, Optional.ofNullable(name), "the plan");
    }

    private static String print(List<Kernel> kernels, Predicate<Kernel> wanted) {
        String text = String.join("", kernels.stream().filter(wanted).map(Printer::print).toList());
        return text.isEmpty() ? refuse("tensor") : text;
    }

    private static String refuse(String level) {
        throw UserError.input("no kernel at the " + level + " level; its stages are " + STAGES.subList(3, STAGES.size()));
    }

    private String lowered(Kernel k, Backends.Choice on) {
        if ("tile".equals(stage) || PassList.PLAN.equals(after)) return Printer.print(k);
        if (explain != null) return Compiler.explainLayouts(k, on.target());
        var seen = new StringBuilder();
        Kernel lane = k.level() == Level.LANE ? k : Compiler.toLane(k, on.target(), ahead.in(Compiler.Options.DEFAULT).tracing((pass, now) -> {
            if (pass.equals(after)) seen.append(Printer.print(now));
        }));
        if (after != null) return seen.toString();
        return "lane".equals(stage) ? Printer.print(lane) : on.backend().compile(lane, on.target()).listing();
    }
}
