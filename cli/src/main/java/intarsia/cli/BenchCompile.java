package intarsia.cli;

import intarsia.cli.bench.CompileTimes;
import intarsia.cli.quality.KnownFormats;
import intarsia.runtime.Engine;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code intarsia bench compile}: how long it takes until a kernel can be called. */
@Command(name = "compile", mixinStandardHelpOptions = true,
    description = "Compiles a product with weights of each format and says how long it took: planning, which writes tile kernels, and compiling, from a tile kernel to a loaded class.")
final class BenchCompile extends Subcommand {
    /** Formats that are compiled before any time counts: the compiler is cold code itself. */
    private static final List<String> FIRST = List.of("Q4_0", "Q6_K", "u5g32", "nf4g64_sf32");

    @Mixin private EngineChoice engine = new EngineChoice();
    @Mixin private ActivationChoice activations = new ActivationChoice();

    @Option(names = "--format", paramLabel = "F", split = ";", description = "Formats, separated by semicolons. Default: all of GGUF and some of each family.")
    private List<String> formats = List.of();

    @Override public Integer call() {
        Engine on = engine.find();
        List<CompileTimes.Time> all = new ArrayList<>();
        for (String name : FIRST) times(name, on, new ArrayList<>());
        out().println(CompileTimes.Time.head());
        for (String name : formats.isEmpty() ? KnownFormats.names() : formats) times(name.strip(), on, all);
        CompileTimes.median(all).ifPresent(m -> out().println("median of " + all.size() + " kernels: " + m.compiling() + " µs"));
        return all.isEmpty() ? Exit.FAILED : Exit.OK;
    }

    private void times(String name, Engine on, List<CompileTimes.Time> all) {
        try {
            List<CompileTimes.Time> times = CompileTimes.of(name, activations.find(), on);
            all.addAll(times);
            if (!FIRST.contains(name)) times.forEach(t -> out().println(t.line()));
        } catch (IllegalArgumentException e) {
            err().println(name + ": refused: " + e.getMessage());
        }
        out().flush();
    }
}
