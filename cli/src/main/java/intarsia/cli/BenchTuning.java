package intarsia.cli;

import intarsia.cli.bench.NewModel;
import intarsia.cli.child.Child;
import intarsia.cli.child.JavaCommand;
import intarsia.cli.child.LatestChild;
import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Options;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code intarsia bench tuning}: what tuning costs who runs a model for the first time, and what it has found after a while. */
@Command(name = "tuning", mixinStandardHelpOptions = true,
    description = {"Starts processes that run a model of which nothing is kept, by turns with tuning and without, and says how much longer those with it take.",
        "They have folders of their own in the system's folder for temporary files, or in --folder, removed at the end.",
        "With --idle, leaves a session alone for that time, searches on for the time of --then, and says how far from the best the kernels are that the session uses by then."})
final class BenchTuning extends Subcommand {
    @Mixin private EngineChoice engine = new EngineChoice();
    @Mixin private ActivationChoice activations = new ActivationChoice();
    @Mixin private RepackChoice repack = new RepackChoice();
    @Mixin private ModelFile model = new ModelFile();
    @Mixin private TuningChoice tuning = new TuningChoice();

    @Option(names = "--idle", paramLabel = "TIME", converter = Span.class, description = "Leaves a session alone for so long, such as 3m, with the user's measurements.")
    private @Nullable Duration idle;
    @Option(names = "--then", paramLabel = "TIME", converter = Span.class, defaultValue = "60s", description = "With --idle: searches for so long for what is better. Default: ${DEFAULT-VALUE}.")
    private Duration then = Duration.ZERO;
    @Option(names = "--prompt", paramLabel = "N", defaultValue = "32", description = "Tokens of the prompt. Default: ${DEFAULT-VALUE}.")
    private int prompt;
    @Option(names = "--tokens", paramLabel = "N", defaultValue = "100", description = "Tokens after it. Default: ${DEFAULT-VALUE}.")
    private int tokens;
    @Option(names = "--pairs", paramLabel = "N", defaultValue = "5", description = "Processes of each kind. Default: ${DEFAULT-VALUE}.")
    private int pairs;
    @Option(names = "--folder", paramLabel = "DIR", description = "Where the folders of the processes lie; repacked weights need as much room as the model.")
    private @Nullable Path folder;

    private static final int CHUNK = 64, ROOM = 512, MOST_OUTPUT = 1 << 20;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final LatestChild child = new LatestChild();

    @Override public Integer call() throws IOException, InterruptedException {
        if (prompt < 1 || tokens < 1 || pairs < 1 || prompt + tokens > 1024) throw UserError.usage("--prompt " + prompt + " --tokens " + tokens + " --pairs " + pairs + "; wanted 1 or more, and 1024 tokens at most");
        Engine on = engine.find();
        List<String> arguments = arguments(on);
        if (idle != null) return left(on, arguments, idle);
        Path own = Files.createTempDirectory(folder == null ? Path.of(System.getProperty("java.io.tmpdir")) : folder, "intarsia-new-model");
        try (var _ = Interrupt.calling(child::stop); var _ = Progress.start("timing processes")) {
            out().println(NewModel.measure(new NewModel.Setting(arguments, prompt, tokens, tuning.word(), pairs), own, child::started).line());
        } catch (IOException e) {
            throw UserError.input("a process of its own: " + e.getMessage());
        } finally {
            NewModel.remove(own);
        }
        out().flush();
        return Exit.OK;
    }

    private List<String> arguments(Engine on) {
        List<String> all = new ArrayList<>(List.of("--activations", activations.find().text(), "--threads", Integer.toString(EngineChoice.threads(on)), "--repack", repack.where()));
        model.file().ifPresent(f -> all.addAll(List.of("--model", f.toString())));
        return all;
    }

    private int left(Engine on, List<String> arguments, Duration time) throws IOException, InterruptedException {
        try (Model inFile = model.open(); Model m = repack.of(inFile, on, err(), true);
             Session s = OpenSession.of(m, on, new Options(CHUNK, Math.min(ROOM, m.config().context()), 1, DType.F32, activations.find()), tuning.of(on, m.bytesPerToken()), CHUNK, true)) {
            return new IdleTrial(s, on, tuning, out()).run(time, then, () -> otherKey(arguments)) ? Exit.OK : Exit.FAILED;
        }
    }

    private String otherKey(List<String> arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("bench", "cold", "--choice", "--tuning", tuning.word()));
        all.addAll(arguments);
        Child c = Child.start(JavaCommand.of(JavaCommand.flagsOfThis(f -> !f.startsWith("-agent") && !f.startsWith("-javaagent")), "intarsia.cli.Main", all), MOST_OUTPUT);
        child.started(c);
        return c.await(LIMIT).outOf("java").strip();
    }
}
