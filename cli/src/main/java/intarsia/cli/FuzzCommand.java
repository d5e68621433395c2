package intarsia.cli;

import intarsia.cli.fuzz.Find;
import intarsia.cli.fuzz.Fuzz;
import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.VectorWidth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code intarsia fuzz}: random kernels and graphs on every engine. */
@Command(name = "fuzz", mixinStandardHelpOptions = true,
    description = "Runs random kernels and graphs on engines and compares them with what they mean; writes what is wrong as case files.",
    footer = {"%nCtrl-C ends it with the summary. A case file runs again with ./intarsia shrink FILE --engine ENGINE, or in tests/cases.",
        "The number of a case is its seed: fuzz --seed NUMBER --count 1 draws that case again."})
final class FuzzCommand extends Subcommand {
    @Option(names = "--seconds", paramLabel = "N", description = "How long. Default: ${DEFAULT-VALUE}.")
    private long seconds = 60;
    @Option(names = "--count", paramLabel = "N", description = "How many cases at most.")
    private long count = Long.MAX_VALUE;
    @Option(names = "--seed", paramLabel = "S", description = "The number of the first case. Default: the time.")
    private @Nullable Long seed;
    @Option(names = "--engines", paramLabel = "NAMES", split = ",", description = "Of reference, jvm and ptx, or names of targets. Default: all.")
    private List<String> engines = new ArrayList<>();
    @Option(names = "--each", paramLabel = "N", description = "Engines that one case runs on; the next case takes the next ones. Default: ${DEFAULT-VALUE}.")
    private int each = 2;
    @Option(names = "--width", paramLabel = "BITS|avx2", description = "Vectors of the JVM of at most so many bits, 128 or 256, or without AVX-512: in a JVM of its own.")
    private @Nullable String width;
    @Option(names = "--out", paramLabel = "DIR", description = "Where case files go. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("fuzz-finds");

    private volatile boolean stopping;

    @Override public Integer call() throws IOException, InterruptedException {
        long first = seed != null ? seed : System.currentTimeMillis();
        if (width != null) return VectorWidth.named(width).orElseThrow(() -> UserError.usage("--width " + width + "; known: " + VectorWidth.names())).run(arguments(first));
        if (seconds < 1 || count < 1 || each < 1) throw UserError.usage("--seconds, --count and --each want at least 1");
        Fuzz fuzz = new Fuzz(chosen(), each);
        int found = 0;
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        try (var progress = Progress.start("fuzzing from " + first + ":"); var _ = Interrupt.calling(() -> stopping = true)) {
            for (long i = 0; i < count && !stopping && System.nanoTime() - end < 0; i++) {
                progress.at(fuzz.summary());
                for (Find f : fuzz.run(first + i)) {
                    write(f);
                    found++;
                }
            }
            out().println("seed " + first + ": " + fuzz.summary());
            out().flush();
        }
        return found == 0 ? Exit.OK : Exit.FAILED;
    }

    private List<LaneEngine> chosen() {
        List<LaneEngine> all = LaneEngine.all();
        for (String name : engines) {
            if (all.stream().noneMatch(e -> e.is(name))) throw UserError.usage("no engine '" + name + "'; known: reference, jvm, ptx, " + all.stream().map(LaneEngine::name).toList());
        }
        return all.stream().filter(e -> engines.isEmpty() || engines.stream().anyMatch(e::is)).toList();
    }

    private void write(Find f) throws IOException {
        Files.createDirectories(out);
        Path file = out.resolve(f.fileName());
        Files.writeString(file, f.text());
        out().println(file + ": " + f.problem().lines().findFirst().orElse(""));
        out().flush();
    }

    private List<String> arguments(long first) {
        var all = new ArrayList<>(List.of("fuzz", "--seed", "" + first, "--seconds", "" + seconds, "--each", "" + each, "--out", out.toString()));
        if (count != Long.MAX_VALUE) all.addAll(List.of("--count", "" + count));
        if (!engines.isEmpty()) all.addAll(List.of("--engines", String.join(",", engines)));
        return all;
    }
}
