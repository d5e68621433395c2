package intarsia.cli;

import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.model.ModelReport;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code intarsia models}: what a GGUF file is, and what is missing to run it. */
@Command(name = "models", mixinStandardHelpOptions = true, description = "Says what a GGUF file is, and what is missing to run it.")
final class Models extends Subcommand {
    @Parameters(paramLabel = "FILE", description = "Any GGUF file.")
    private Path file = Path.of("");

    @Override public Integer call() {
        try (Gguf gguf = Gguf.open(file)) {
            ModelReport.of(gguf).lines().forEach(out()::println);
        }
        out().flush();
        return Exit.OK;
    }
}
