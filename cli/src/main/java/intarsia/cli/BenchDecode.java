package intarsia.cli;

import intarsia.cli.bench.Decode;
import intarsia.cli.bench.Measured;
import intarsia.cli.bench.SyntheticModel;
import intarsia.cli.meter.Amount;
import intarsia.decoder.Model;
import intarsia.decoder.model.Activations;
import intarsia.decoder.quantize.Recipe;
import intarsia.runtime.Engine;
import intarsia.runtime.store.CacheFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Option(names = "--synthetic", paramLabel = "SHAPE", defaultValue = "llama-1.1b", description = "llama-1.1b or llama-3.2-1b. Default: ${DEFAULT-VALUE}.")
    private String shape = "llama-1.1b";
    @Option(names = "--format", paramLabel = "F", split = ";", description = "Formats and mixes that GGUF has, separated by semicolons. Default: Q4_0.")
    private List<String> formats = List.of("Q4_0");
    @Option(names = "--activations", paramLabel = "TYPE", split = ",", description = "What matrices are multiplied with: f32, i8. Default: i8.")
    private List<String> activations = List.of("i8");
    @Option(names = "--folder", paramLabel = "DIR", description = "Where synthetic models lie.")
    private @Nullable Path folder;
    @Option(names = "--json", description = "Writes an object a line instead of a table.")
    private boolean json;

    @Override public Integer call() throws IOException, InterruptedException {
        SyntheticModel model = SyntheticModel.ALL.stream().filter(m -> m.name().equals(shape)).findFirst()
            .orElseThrow(() -> UserError.usage("--synthetic " + shape + "; known: " + SyntheticModel.ALL.stream().map(SyntheticModel::name).toList()));
        List<Activations> kinds = activations.stream().map(ActivationChoice::of).toList();
        Engine on = engine.find();
        repack.check();
        if (!json) out().println(Measured.head());
        out().flush();
        for (String f : formats) measure(model, f.strip(), kinds, on);
        return Exit.OK;
    }

    private void measure(SyntheticModel synthetic, String format, List<Activations> kinds, Engine on) throws IOException, InterruptedException {
        Path file = written(synthetic, format);
        try (Model inFile = Model.open(file); Model model = repack.of(inFile, on, err(), json)) {
            for (Activations a : kinds) {
                Measured m;
                try (var progress = Progress.start("timing " + format + " with " + a.text())) {
                    m = new Decode(model, format, a).measure(on, EngineChoice.threads(on), progress::at);
                }
                out().println(json ? m.json() : m.line());
                out().flush();
            }
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
