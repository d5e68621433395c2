package intarsia.cli;

import intarsia.cli.bench.Gemv;
import intarsia.cli.bench.Measured;
import intarsia.cli.bench.RateChart;
import intarsia.cli.quality.KnownFormats;
import intarsia.decoder.file.AtomicFile;
import intarsia.decoder.model.Activations;
import intarsia.ir.type.Format;
import intarsia.passes.Compiler;
import intarsia.runtime.Engine;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code intarsia bench gemv}: products with weights of formats, beside reads of the same bytes. */
@Command(name = "gemv", mixinStandardHelpOptions = true,
    description = {"Multiplies rows by matrices of some formats, which no cache holds, by turns with reads of the same bytes, and says what part of the read rate the product reaches.",
        "A limit above 45 GB/s counts as 45. Rounding the activations is in the times."},
    footer = {"", "Ctrl-C ends it after the format in progress."})
final class BenchGemv extends Subcommand {
    @Mixin private EngineChoice engine = new EngineChoice();
    @Mixin private ReadAhead ahead = new ReadAhead();

    @Option(names = "--format", paramLabel = "F", split = ";", description = "Formats, separated by semicolons. Default: Q4_0.")
    private List<String> formats = List.of("Q4_0");
    @Option(names = "--all-formats", description = "All formats of GGUF and some of each family.")
    private boolean all;
    @Option(names = "--shape", paramLabel = "NxK", defaultValue = "4096x14336", description = "Rows and columns of the matrix. Default: ${DEFAULT-VALUE}.")
    private String shape = "4096x14336";
    @Option(names = "--batch", paramLabel = "M", defaultValue = "1", description = "Rows that are multiplied. Default: ${DEFAULT-VALUE}.")
    private int batch;
    @Option(names = "--activations", paramLabel = "TYPE", split = ",", description = "What the rows are rounded to: f32, i8. Default: i8.")
    private List<String> activations = List.of("i8");
    @Option(names = "--in-file", description = "Weights in rows as files have them, not in panels as --repack has them.")
    private boolean inFile;
    @Option(names = "--json", description = "Writes an object a line instead of a table.")
    private boolean json;
    @Option(names = "--svg", paramLabel = "FILE", description = "Draws the rates beside the limit. Default with --all-formats: intarsia-rates.svg in this folder.")
    private @Nullable Path svg;

    /** Where the rates of all formats are drawn if nobody says. */
    private static final Path RATES = Path.of("intarsia-rates.svg");

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Measured> found = new ArrayList<>();

    @Override public Integer call() {
        Engine on = engine.find();
        long[] size = size();
        List<Activations> kinds = activations.stream().map(ActivationChoice::of).toList();
        List<String> names = all ? KnownFormats.names() : formats.stream().map(String::strip).toList();
        names.forEach(name -> format(name, size));
        if (all && svg == null) svg = RATES;
        if (!json) out().println(Measured.head());
        out().flush();
        try (var _ = Interrupt.calling(() -> stopped.set(true))) {
            for (String name : names) {
                for (Activations a : kinds) measure(name, a, size, on);
            }
        }
        if (all && !found.isEmpty()) err().println("drawn in " + svg);
        return found.isEmpty() ? Exit.FAILED : Exit.OK;
    }

    private void measure(String name, Activations a, long[] size, Engine on) {
        if (stopped.get()) return;
        try {
            Measured m = timed(name, a, size, on);
            found.add(m);
            out().println(json ? m.json() : m.line());
            if (svg != null) AtomicFile.write(svg, c -> AtomicFile.append(c, MemorySegment.ofArray(RateChart.of(found).getBytes(StandardCharsets.UTF_8))));
        } catch (IllegalArgumentException e) {
            err().println(name + " with " + a.text() + ": refused: " + e.getMessage());
            err().flush();
        }
        out().flush();
    }

    private Measured timed(String name, Activations a, long[] size, Engine on) {
        try (var progress = Progress.start("timing " + name + " with " + a.text())) {
            progress.at("until times are steady");
            return new Gemv(stored(format(name, size), size, on), a, batch, size[0], size[1]).measure(on, ahead.in(Compiler.Options.DEFAULT), EngineChoice.threads(on));
        }
    }

    /** As a model's matrix would be stored for the engine. */
    private Format stored(Format f, long[] size, Engine on) {
        Format stored = inFile ? f : RepackChoice.panels(on).stored("w", f, List.of(size[0], size[1]));
        return size[0] % stored.blockRows() == 0 ? stored : f;
    }

    private static Format format(String name, long[] size) {
        try {
            return Format.parse(name, size[0], size[1]);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--format " + name + ": " + e.getMessage());
        }
    }

    private long[] size() {
        if (!shape.matches("[1-9][0-9]{0,6}x[1-9][0-9]{0,6}") || batch < 1 || batch > 4096) {
            throw UserError.usage("--shape " + shape + " --batch " + batch + "; wanted rows x columns, such as 4096x14336, and 1 to 4096 rows of activations");
        }
        return java.util.Arrays.stream(shape.split("x", 2)).mapToLong(Long::parseLong).toArray();
    }
}
