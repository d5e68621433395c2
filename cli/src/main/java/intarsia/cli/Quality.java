package intarsia.cli;

import intarsia.cli.quality.Chart;
import intarsia.cli.quality.Comparison;
import intarsia.cli.quality.Report;
import intarsia.cli.quality.Row;
import intarsia.decoder.Generator;
import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.file.AtomicFile;
import intarsia.decoder.model.Activations;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.quantize.Quantizer;
import intarsia.decoder.quantize.Recipe;
import intarsia.decoder.sampling.Sampling;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.runtime.ProgramCache;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code intarsia quality}: what formats do to a model. */
@Command(name = "quality", mixinStandardHelpOptions = true,
    description = {"Runs a model with its matrices in each of some formats and says how far it is from the model as it was: the mean divergence of the next token's",
        "probabilities, how often the most probable token is the same, and the perplexity of the text; against the bits of a parameter."})
final class Quality extends Subcommand {
    private static final int ROWS = 16;
    private static final List<String> MORE = List.of("mx_f4e2m1", "mx_f6e3m2", "mx_f6e2m3", "mx_f8e4m3fn", "mx_i8", "nv_f4e2m1", "u2g32", "u3g32", "u4g32", "u5g32",
        "u6g32", "u4g32_mf16", "f4e2m1g32", "nf4g64_sf32", "ternaryg32", "bipolar1g32");

    @Mixin private ModelFile model = new ModelFile();
    @Mixin private EngineChoice engine = new EngineChoice();

    @Option(names = "--formats", paramLabel = "F", split = ";", description = "Formats and mixes, separated by semicolons. Default: every format of GGUF, and one of each family.")
    private List<String> formats = List.of();
    @Option(names = "--activations", paramLabel = "TYPE", split = ",", description = "What matrices are multiplied with: f32, i8. Default: both.")
    private List<String> activations = List.of("f32", "i8");
    @Option(names = "--text", paramLabel = "FILE", description = "The text. Default: one that the model writes.")
    private @Nullable Path text;
    @Option(names = "--tokens", paramLabel = "N", defaultValue = "256", description = "Tokens of the text at most. Default: ${DEFAULT-VALUE}.")
    private int tokens;
    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures as JSON.")
    private @Nullable Path json;
    @Option(names = "--svg", paramLabel = "FILE", description = "Draws divergence against bits.")
    private @Nullable Path svg;

    @Override public Integer call() throws IOException {
        if (tokens < 2) throw UserError.usage("--tokens " + tokens + "; wanted at least 2");
        List<Recipe> recipes = Stream.of(names()).map(Quality::recipe).toList();
        List<Activations> kinds = activations.stream().map(ActivationChoice::of).toList();
        Engine on = engine.find();
        try (Model m = model.open()) {
            int[] ids = ids(m, on);
            float[] reference = logits(m, on, ids);
            Comparison self = compare(m, on, Activations.F32, ids, reference);
            out().println(ids.length + " tokens, perplexity " + Numbers.text(self.perplexity()) + " as it was, " + Numbers.text(Row.bits(m.weightBytes(), m.parameters())) + " bits a parameter");
            out().println(Report.head());
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < recipes.size(); i++) rows.addAll(rows(m, on, names()[i], recipes.get(i), kinds, ids, reference));
            write(new Report(String.valueOf(m.file().path().getFileName()), ids.length, self.perplexity(), rows));
        }
        return Exit.OK;
    }

    private String[] names() {
        return formats.isEmpty() ? Stream.concat(BlockFormat.named().stream().map(BlockFormat::toString), MORE.stream()).toArray(String[]::new) : formats.toArray(String[]::new);
    }

    private static Recipe recipe(String name) {
        try {
            return Recipe.parse(name.strip());
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--formats: " + e.getMessage());
        }
    }

    private int[] ids(Model m, Engine on) throws IOException {
        int most = Math.min(tokens, m.config().context());
        if (text != null) {
            int[] ids = OpenSession.tokens(m, Files.readString(text));
            return Arrays.copyOf(ids, Math.min(most, ids.length));
        }
        int[] start = OpenSession.tokens(m, "");
        List<Integer> all = new ArrayList<>(Arrays.stream(start).boxed().toList());
        try (Session s = OpenSession.of(m, on, new Options(ROWS, most, 1, DType.F32), start.length, false)) {
            new Generator(s, 0, new Sampling(1, 0, 1, 1)).generate(start, most - start.length, all::add);
        }
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    private static float[] logits(Model m, Engine on, int[] ids) {
        int words = m.config().words();
        float[] all = new float[Math.multiplyExact(ids.length, words)];
        score(m, on, Activations.F32, ids, (first, count, rows) ->
            Comparison.copy(rows, all, first * words, count * words));
        return all;
    }

    private static void score(Model m, Engine on, Activations a, int[] ids, Session.Rows each) {
        try (Session s = Session.open(m, on, new Options(ROWS, ids.length, 1, DType.F32, a), Stage.UNSEEN, ProgramCache.NONE)) {
            s.score(ids, 0, 0, each);
        }
    }

    private static Comparison compare(Model m, Engine on, Activations a, int[] ids, float[] reference) {
        int words = m.config().words();
        Comparison c = new Comparison(reference, words);
        score(m, on, a, ids, (first, count, rows) -> {
            for (int i = 0; i < count; i++) c.add(rows, DType.F32.bytes(words) * i, first + i + 1 < ids.length ? ids[first + i + 1] : -1);
        });
        return c;
    }

    private List<Row> rows(Model m, Engine on, String name, Recipe recipe, List<Activations> kinds, int[] ids, float[] reference) {
        List<Row> rows = new ArrayList<>();
        try (var progress = Progress.start(name)) {
            Quantizer quantizer = new Quantizer(recipe.rule(), (what, done, total) -> progress.at("quantising " + what));
            try (var _ = Interrupt.calling(quantizer::cancel); Model now = m.converted(recipe, quantizer)) {
                for (Activations a : kinds) {
                    progress.at("running with " + a.text());
                    Comparison c = compare(now, on, a, ids, reference);
                    rows.add(new Row(name, a.text(), Row.bits(now.weightBytes(), now.parameters()), c.divergence(), c.agreement(), c.perplexity()));
                }
            }
        }
        rows.forEach(r -> out().println(Report.line(r)));
        out().flush();
        return rows;
    }

    private void write(Report report) {
        if (json != null) write(json, report.json());
        if (svg != null) write(svg, Chart.of(report));
    }

    private static void write(Path file, String text) {
        AtomicFile.write(file, out -> AtomicFile.append(out, MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8))));
    }
}
