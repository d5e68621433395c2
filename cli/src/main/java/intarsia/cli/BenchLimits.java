package intarsia.cli;

import intarsia.cli.bench.Limits;
import intarsia.runtime.Engine;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code intarsia bench limits}: what no kernel can exceed here. */
@Command(name = "limits", mixinStandardHelpOptions = true, description = "Measures how fast this machine reads memory and its caches, and how fast it multiplies and adds.")
final class BenchLimits extends Subcommand {
    @Mixin private EngineChoice engine = new EngineChoice();

    @Option(names = "--json", description = "Writes an object a line instead of a table.")
    private boolean json;

    @Override public Integer call() {
        Engine on = engine.find();
        List<Limits.Limit> limits;
        try (var progress = Progress.start("measuring")) {
            limits = Limits.measure(on, EngineChoice.threads(on), progress::at);
        }
        limits.forEach(l -> out().println(json ? l.json() : l.line()));
        return Exit.OK;
    }
}
