package intarsia.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --model}. */
final class ModelFile {
    @Option(names = "--model", paramLabel = "FILE", description = "A model as a GGUF file.")
    private @Nullable Path file;

    boolean given() {
        return file != null;
    }

    /** The file; without one, wrong usage in one line. */
    Path wanted(String command) {
        if (file == null) throw UserError.usage(command + " needs --model FILE, a GGUF file: no model comes with Intarsia");
        return file;
    }
}
