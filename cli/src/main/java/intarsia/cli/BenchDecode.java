package intarsia.cli;

import intarsia.cli.bench.Cold;
import intarsia.cli.bench.Decode;
import intarsia.cli.bench.LlamaBench;
import intarsia.cli.bench.Measured;
import intarsia.cli.bench.SyntheticModel;
import intarsia.cli.bench.Versus;
import intarsia.cli.child.LatestChild;
import intarsia.cli.meter.Amount;
import intarsia.decoder.Model;
import intarsia.decoder.model.Activations;
import intarsia.decoder.quantize.Recipe;
import intarsia.runtime.Engine;
import intarsia.runtime.cpu.CpuDevice;
import intarsia.runtime.store.CacheFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code intarsia bench decode}: how fast a model makes tokens. */
@Command(name = "decode", mixinStandardHelpOptions = true,
    description = {"Makes tokens of a model one after another and says what part of the read rate the weights that they read reach.",
        "A synthetic model has the shape of a known one and random weights; it is written once, to the user's cache folder or to --folder."})
final class BenchDecode extends Subcommand {
    @Mixin private EngineChoice engine = new EngineChoice();
    @Mixin private RepackChoice repack = new RepackChoice();
    @Mixin private TuningChoice tuning = new TuningChoice();

    @Option(names = "--synthetic", paramLabel = "SHAPE", defaultValue = "llama-1.1b", description = "llama-1.1b or llama-3.2-1b. Default: ${DEFAULT-VALUE}.")
    private String shape = "llama-1.1b";
    @Option(names = "--model", paramLabel = "FILE", description = "A model as a GGUF file, in place of a synthetic one.")
    private @Nullable Path model;
    @Option(names = "--format", paramLabel = "F", split = ";", description = "Formats and mixes that GGUF has, separated by semicolons. Default: Q4_0.")
    private List<String> formats = List.of();
    @Option(names = "--activations", paramLabel = "TYPE", split = ",", description = "What matrices are multiplied with: f32, i8. Default: i8.")
    private List<String> activations = List.of("i8");
    @Option(names = "--folder", paramLabel = "DIR", description = "Where synthetic models lie.")
    private @Nullable Path folder;
    @Option(names = "--prompt", paramLabel = "N", defaultValue = "32",
        description = "Tokens of the prompt after whose first token processes of their own are timed; these tell memory and heap too. 0: none. Default: ${DEFAULT-VALUE}.")
    private int prompt;
    @Option(names = "--against", paramLabel = "PROGRAM", description = "Also runs llama-bench, by that name or of that file, on the same model and as many threads of the CPU.")
    private @Nullable String against;
    @Option(names = "--json", description = "Writes an object a line instead of a table.")
    private boolean json;

    private final LatestChild child = new LatestChild();

    @Override public Integer call() throws IOException, InterruptedException {
        SyntheticModel synthetic = SyntheticModel.ALL.stream().filter(m -> m.name().equals(shape)).findFirst()
            .orElseThrow(() -> UserError.usage("--synthetic " + shape + "; known: " + SyntheticModel.ALL.stream().map(SyntheticModel::name).toList()));
        List<Activations> kinds = activations.stream().map(ActivationChoice::of).toList();
        if (prompt < 0 || prompt > 1024) throw UserError.usage("--prompt " + prompt + "; wanted 0 to 1024 tokens");
        Optional<LlamaBench> peer = Optional.ofNullable(against).map(BenchDecode::peer);
        if (model != null && !formats.isEmpty()) throw UserError.usage("--format " + String.join(";", formats) + " with --model; wanted it with a synthetic model: a file has its formats");
        Engine on = engine.find();
        if (peer.isPresent() && !(on.device() instanceof CpuDevice)) throw UserError.usage("--against runs on the CPU; found --engine " + on.name() + ", wanted jvm");
        repack.check();
        tuning.check();
        if (!json) out().println(Measured.head());
        out().flush();
        try (var _ = Interrupt.calling(child::stop)) {
            if (model != null) measure(model, "as it is", kinds, on, peer);
            else for (String f : formats.isEmpty() ? List.of("Q4_0") : formats) measure(written(synthetic, f.strip()), f.strip(), kinds, on, peer);
        }
        return Exit.OK;
    }

    private static LlamaBench peer(String name) {
        return LlamaBench.find(name).orElseThrow(() -> UserError.machine("--against " + name + ": no such program" + (name.equals(LlamaBench.NAME) ? " on the PATH" : "")
            + "; it comes with llama.cpp (https://github.com/ggml-org/llama.cpp), give the file or put its folder on the PATH"));
    }

    private void measure(Path file, String format, List<Activations> kinds, Engine on, Optional<LlamaBench> peer) throws IOException, InterruptedException {
        for (Activations a : kinds) {
            Measured m = timed(file, format, a, on);
            say(json ? m.json() : m.line());
            if (prompt > 0) {
                Cold c = cold(new Cold.Setting(file, a, EngineChoice.threads(on), prompt, repack.where(), tuning.word()));
                say(json ? c.json() : c.line());
            }
            if (peer.isPresent()) {
                Versus v = new Versus(m.perSecond(), other(peer.get(), file, EngineChoice.threads(on)));
                say(json ? v.json() : v.line());
            }
        }
    }

    private void say(String line) {
        out().println(line);
        out().flush();
    }

    private Measured timed(Path file, String format, Activations a, Engine on) throws InterruptedException {
        try (Model inFile = Model.open(file); Model m = repack.of(inFile, on, err(), json); var progress = Progress.start("timing " + format + " with " + a.text())) {
            return new Decode(m, format, a).measure(on, EngineChoice.threads(on), tuning.of(on, m.bytesPerToken()), progress::at);
        }
    }

    private Cold cold(Cold.Setting s) throws InterruptedException {
        try (var _ = Progress.start("timing first tokens of processes")) {
            return Cold.measure(s, child::started);
        } catch (IOException e) {
            throw UserError.input("a process of its own: " + e.getMessage());
        }
    }

    private double other(LlamaBench peer, Path file, int threads) throws InterruptedException {
        try (var _ = Progress.start("running " + peer.executable())) {
            return peer.tokensPerSecond(file, threads, child::started);
        } catch (IOException e) {
            throw UserError.input("--against " + peer.executable() + ": " + e.getMessage());
        }
    }

    private Path written(SyntheticModel synthetic, String format) throws IOException {
        Path in = folder == null ? CacheFolder.ofUser() : folder;
        Path file = synthetic.file(in, format);
        try {
            Recipe recipe = Recipe.parse(format);
            long bytes = synthetic.bytes(recipe);
            if (!Files.exists(file)) {
                err().println("writing " + file + ", " + Amount.bytes(bytes));
                err().flush();
                try (var _ = Progress.start("writing " + file.getFileName())) {
                    synthetic.write(recipe, file);
                }
            }
            return file;
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--format " + format + ": " + e.getMessage());
        }
    }
}
