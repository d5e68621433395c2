package intarsia.cli;

import intarsia.cli.meter.Machine;
import intarsia.decoder.Model;
import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.model.ModelGraph;
import intarsia.decoder.model.Options;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.device.Target;
import intarsia.ir.type.DType;
import intarsia.passes.Bind;
import intarsia.passes.Planner;
import intarsia.passes.Problem;
import intarsia.passes.cost.CostModel;
import intarsia.runtime.Engine;
import intarsia.tuning.Environment;
import intarsia.tuning.search.KernelSpace;
import intarsia.tuning.search.Tuner.Hot;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is tuned, and where: a text of kernels, or a model's plan for a token. */
final class TuneSubject {
    /** Room for positions of the plan that is tuned: what {@code run} takes by default. */
    private static final int CONTEXT = 512, CHUNK = 64;

    @Parameters(arity = "0..1", paramLabel = "KERNEL|MODEL", description = "A file with tensor graphs, or with a tile kernel that declares tunables; a model as a GGUF file, or the name of one that comes with Intarsia.")
    private @Nullable String what;
    @Option(names = "--kernel", paramLabel = "NAME", description = "The kernels of this name alone.")
    private @Nullable String kernel;
    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "Threads that kernels run on while they are timed. Default: ${DEFAULT-VALUE}.")
    private int threads;
    @Mixin private ActivationChoice activations = new ActivationChoice();
    @Mixin private RepackChoice repack = new RepackChoice();
    @Mixin private Determinism determinism = new Determinism();

    boolean given() {
        return what != null;
    }

    String name() {
        if (what == null) throw UserError.usage("tune: a kernel, a model or a command is wanted; known: export, import, merge, clear, shard, dataset, train, experiment");
        return what;
    }

    int threads() {
        if (threads < 1) throw UserError.usage("--threads " + threads + "; wanted 1 or more");
        return threads;
    }

    Engine engine() {
        return Engine.jvm(threads());
    }

    Environment here() {
        return here(engine());
    }

    /** Where kernels of an engine are timed. */
    static Environment here(Engine engine) {
        return Environment.of(engine, Machine.here().key() + ", " + EngineChoice.threads(engine) + " threads");
    }

    /** The spaces of its kernels, with how often each is launched. */
    List<Hot> spaces(CostModel model, PrintWriter err) {
        Target target = engine().target().orElseThrow();
        try {
            List<Hot> all = graphs(err).map(g -> ofGraphs(g, target, model)).orElseGet(() -> List.of(new Hot(KernelSpace.parse(KernelFile.source(Path.of(name())), target, model), 1)));
            List<Hot> open = all.stream().filter(h -> !h.space().space().tunables().isEmpty()).toList();
            if (open.isEmpty()) throw UserError.input(name() + ": nothing to tune" + (kernel == null ? "" : " in kernels '" + kernel + "'") + ": no kernel has tunables");
            return open;
        } catch (IllegalArgumentException e) {
            throw UserError.input(name() + ": " + e.getMessage());
        }
    }

    /** Tensor graphs; none where it is a text of a tile kernel. */
    private Optional<List<Kernel>> graphs(PrintWriter err) {
        Optional<BundledModel> bundled = BundledModel.ALL.stream().filter(b -> b.name().equals(name())).findFirst();
        if (bundled.isPresent()) return Optional.of(List.of(token(bundled.get().open(), err)));
        Path file = Path.of(name());
        if (name().endsWith(".gguf") && Files.exists(file)) return Optional.of(List.of(token(Model.open(file), err)));
        List<Kernel> kernels = KernelFile.all(file);
        return kernels.stream().allMatch(k -> k.level() == Level.TENSOR) ? Optional.of(kernels) : Optional.empty();
    }

    private Kernel token(Model opened, PrintWriter err) {
        try (Model inFile = opened; Model m = repack.of(inFile, engine(), err, true)) {
            Options o = determinism.of(new Options(CHUNK, Math.min(CONTEXT, m.config().context()), 1, DType.F32, activations.find()));
            return token(m, o);
        }
    }

    /** What makes a token of a model. */
    static Kernel token(Model m, Options o) {
        return new Bind(Map.of(ModelGraph.TOKENS, 1L, ModelGraph.ROWS, 1L)).run(ModelGraph.build(m.config(), m.formats(), o));
    }

    private List<Hot> ofGraphs(List<Kernel> graphs, Target target, CostModel model) {
        return ofGraphs(graphs, target, model, name -> kernel == null || name.equals(kernel));
    }

    /** The problems of the kernels of these names, with how often each is launched. */
    static List<Hot> ofGraphs(List<Kernel> graphs, Target target, CostModel model, Predicate<String> wanted) {
        Map<Problem, Integer> launches = new LinkedHashMap<>();
        for (Kernel g : graphs) {
            for (Planner.Choice c : Planner.scheduled(g, target, Problem::initial).steps()) {
                if (wanted.test(c.problem().graph().name())) launches.merge(c.problem(), 1, Integer::sum);
            }
        }
        List<Hot> all = new ArrayList<>();
        launches.forEach((p, n) -> all.add(new Hot(KernelSpace.of(p, model), n)));
        return all;
    }
}
