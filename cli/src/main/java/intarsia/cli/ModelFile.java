package intarsia.cli;

import intarsia.decoder.Model;
import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.gguf.Gguf;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --model}. */
final class ModelFile {
    @Option(names = "--model", paramLabel = "FILE", description = "A model as a GGUF file. Default: the one that comes with Intarsia.")
    private @Nullable Path file;

    /** The file; nothing where the bundled one is meant. */
    Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    boolean given() {
        return file != null;
    }

    /** The model of the file; without one, the bundled one. */
    Model open() {
        return file == null ? BundledModel.ALL.getFirst().open() : Model.open(file);
    }

    /** The file, whatever it holds; without one, the bundled one. */
    Gguf read() {
        return file == null ? BundledModel.ALL.getFirst().read() : Gguf.open(file);
    }
}
