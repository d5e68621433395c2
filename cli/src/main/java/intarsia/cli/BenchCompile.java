package intarsia.cli;

import intarsia.cli.bench.CompileTimes;
import intarsia.cli.quality.KnownFormats;
import intarsia.ir.device.Target;
import intarsia.runtime.Engine;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code intarsia bench compile}: how long it takes until a kernel can be called. */
@Command(name = "compile", mixinStandardHelpOptions = true,
    description = {"Compiles a product with weights of each format and says how long that took: from a tile kernel to lane code, from there to a loaded class, and both.",
        "The kernel that rounds activations is one for all formats. Before, the same formats are compiled with other shapes until that takes no less time: the compiler is cold code itself."})
final class BenchCompile extends Subcommand {
    @Mixin private EngineChoice engine = new EngineChoice();
    @Mixin private ActivationChoice activations = new ActivationChoice();

    @Option(names = "--format", paramLabel = "F", split = ";", description = "Formats, separated by semicolons. Default: all of GGUF and some of each family.")
    private List<String> formats = List.of();

    @Override public Integer call() {
        Engine on = engine.find();
        Target target = on.target().orElseThrow(() -> UserError.usage("--engine " + on.name() + " compiles nothing; wanted jvm, ptx or cuda"));
        CompileTimes timed = CompileTimes.timed(Backends.find(target.id()).backend(), target, activations.find());
        List<String> names = formats.isEmpty() ? KnownFormats.names() : formats.stream().map(String::strip).toList();
        try (var progress = Progress.start("compiling other shapes before")) {
            timed.warmUp(names, progress::at);
        }
        List<CompileTimes.Time> all = new ArrayList<>();
        out().println(CompileTimes.Time.head());
        for (String name : names) all.addAll(times(name, timed));
        CompileTimes.median(all).ifPresent(m -> out().println("IR to loaded class, median of " + all.size() + " kernels: " + m.total() + " µs"));
        return all.isEmpty() ? Exit.FAILED : Exit.OK;
    }

    private List<CompileTimes.Time> times(String name, CompileTimes timed) {
        List<CompileTimes.Time> times = List.of();
        try {
            times = timed.of(name);
            times.forEach(t -> out().println(t.line()));
        } catch (IllegalArgumentException e) {
            err().println(name + ": refused: " + e.getMessage());
            err().flush();
        }
        out().flush();
        return times;
    }
}
