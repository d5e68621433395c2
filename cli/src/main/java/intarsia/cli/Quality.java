package intarsia.cli;

import intarsia.cli.quality.Chart;
import intarsia.cli.quality.Comparison;
import intarsia.cli.quality.KnownFormats;
import intarsia.cli.quality.Measurement;
import intarsia.cli.quality.Refusal;
import intarsia.cli.quality.Report;
import intarsia.cli.quality.Row;
import intarsia.decoder.Generator;
import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.file.AtomicFile;
import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.model.Activations;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.quantize.Quantizer;
import intarsia.decoder.quantize.Recipe;
import intarsia.decoder.sampling.Sampling;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.QuantizeRule;
import intarsia.passes.ScheduleChoice;
import intarsia.runtime.Engine;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code intarsia quality}: what formats do to a model. */
@Command(name = "quality", mixinStandardHelpOptions = true,
    description = {"Runs a model with its matrices in each of some formats and says how far it is from the model as it was: the mean divergence of the next token's",
        "probabilities, how often the most probable token is the same, and the perplexity of the text; against the bits of a parameter."})
final class Quality extends Subcommand {
    /** What a session takes that only writes. */
    private static final int ROWS = 16;

    @Mixin private ModelFile model = new ModelFile();
    @Mixin private EngineChoice engine = new EngineChoice();
    @Mixin private Determinism determinism = new Determinism();

    @Option(names = "--formats", paramLabel = "F", split = ";", description = "Formats and mixes, separated by semicolons. Default: all of GGUF and some of each family, from few bits to many.")
    private List<String> formats = List.of();
    @Option(names = "--activations", paramLabel = "TYPE", split = ",", description = "What matrices are multiplied with: f32, i8. Default: both.")
    private List<String> activations = List.of("f32", "i8");
    @Option(names = "--text", paramLabel = "FILE", description = "The text. Default: one that the model writes.")
    private @Nullable Path text;
    @Option(names = "--tokens", paramLabel = "N", defaultValue = "256", description = "Tokens of the text at most. Default: ${DEFAULT-VALUE}.")
    private int tokens;
    @Option(names = "--stored", description = "Runs each format by kernels of its own, which are compiled anew, instead of by those of f32 on its values.")
    private boolean stored;
    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures as JSON.")
    private @Nullable Path json;
    @Option(names = "--svg", paramLabel = "FILE", description = "Draws divergence against bits.")
    private @Nullable Path svg;

    private final List<Row> rows = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();

    @Override public Integer call() throws IOException {
        if (tokens < 2) throw UserError.usage("--tokens " + tokens + "; wanted at least 2");
        List<String> names = formats.isEmpty() ? KnownFormats.names() : formats.stream().map(String::strip).toList();
        List<Recipe> recipes = names.stream().map(Quality::recipe).toList();
        List<Activations> kinds = activations.stream().map(ActivationChoice::of).toList();
        Engine on = engine.find();
        try (Model m = model.open(); Measurement measurement = reference(m, on)) {
            Report empty = new Report(String.valueOf(m.file().path().getFileName()), measurement.tokens(), measurement.self().perplexity(), Row.bits(m.weightBytes(), m.parameters()),
                List.of(), List.of());
            out().println(empty.reference() + "\n" + Report.head());
            out().flush();
            for (int i = 0; i < recipes.size(); i++) {
                String which = names.size() == 1 ? "" : i + 1 + " of " + names.size() + ": ";
                try {
                    measure(measurement, m, which, names.get(i), recipes.get(i), kinds);
                } catch (CancellationException e) {
                    throw UserError.input("stopped after " + i + " of " + names.size() + " formats" + (json == null && svg == null ? "" : "; the files hold these"));
                }
                write(new Report(empty.model(), empty.tokens(), empty.perplexity(), empty.bits(), rows, refusals));
            }
        }
        return rows.isEmpty() ? Exit.FAILED : Exit.OK;
    }

    private Measurement reference(Model m, Engine on) throws IOException {
        int[] ids = ids(m, on);
        if (ids.length < 2) throw UserError.input((text == null ? "what the model wrote" : text) + " has " + ids.length + " tokens; wanted at least 2");
        try (var _ = Progress.start("running the model as it is over " + ids.length + " tokens")) {
            return new Measurement(stored ? m : m.decoded(new Quantizer(QuantizeRule.EXACT, Engine.jvm(), Stage.UNSEEN)), on, ids, determinism.wanted());
        }
    }

    private static Recipe recipe(String name) {
        try {
            return Recipe.parse(name);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--formats: " + e.getMessage());
        }
    }

    private int[] ids(Model m, Engine on) throws IOException {
        int most = Math.min(tokens, m.config().context());
        if (text != null) {
            int[] ids = OpenSession.tokens(m, Files.readString(text), text.toString());
            return Arrays.copyOf(ids, Math.min(most, ids.length));
        }
        int[] start = OpenSession.tokens(m, "", "the beginning of a text");
        List<Integer> all = new ArrayList<>(Arrays.stream(start).boxed().toList());
        try (Session s = OpenSession.of(m, on, determinism.of(new Options(ROWS, most, 1, DType.F32)), ScheduleChoice.RULES, start.length, false)) {
            new Generator(s, 0, new Sampling(1, 0, 1, 1)).generate(start, most - start.length, all::add);
        }
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The lines of a format, of which each may be a refusal. */
    private void measure(Measurement measurement, Model m, String which, String name, Recipe recipe, List<Activations> kinds) {
        List<String> lines = new ArrayList<>();
        try (var progress = Progress.start(which + name)) {
            Quantizer quantizer = new Quantizer(recipe.rule(), Engine.jvm(), (what, done, total) -> progress.at("quantising " + what + " " + 100L * done / total + "%"));
            try (var _ = Interrupt.calling(() -> cancel(quantizer, measurement)); Model now = m.converted(recipe, quantizer)) {
                if (!stored) measurement.kept().take(now, quantizer);
                for (Activations a : kinds) {
                    progress.at("running with " + a.text());
                    lines.add(cell(measurement, name, now, a));
                }
            } catch (IllegalArgumentException | ModelFileException e) {
                kinds.forEach(a -> lines.add(refused(name, a, e)));
            }
        }
        lines.forEach(out()::println);
        out().flush();
    }

    private static void cancel(Quantizer quantizer, Measurement measurement) {
        quantizer.cancel();
        measurement.cancel();
    }

    private String cell(Measurement measurement, String name, Model now, Activations a) {
        try {
            boolean own = stored || a != Activations.F32 && rotates(now);
            Comparison c = measurement.compare(own ? now : measurement.kept(), a);
            rows.add(new Row(name, a.text(), Row.bits(now.weightBytes(), now.parameters()), c.divergence(), c.agreement(), c.perplexity()));
            return Report.line(rows.getLast());
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            return refused(name, a, e);
        }
    }

    /** Whether activations are rotated before they are rounded: then values alone do not say what a format does. */
    private static boolean rotates(Model m) {
        return m.formats().values().stream().anyMatch(f -> f instanceof BlockFormat b && b.rotation().isPresent());
    }

    private String refused(String name, Activations a, RuntimeException why) {
        refusals.add(new Refusal(name, a.text(), String.valueOf(why.getMessage())));
        return Report.line(refusals.getLast());
    }

    private void write(Report report) {
        if (json != null) write(json, report.json());
        if (svg != null) write(svg, Chart.of(report));
    }

    private static void write(Path file, String text) {
        AtomicFile.write(file, out -> AtomicFile.append(out, MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8))));
    }
}
