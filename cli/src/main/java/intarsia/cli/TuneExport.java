package intarsia.cli;

import intarsia.tuning.TuningFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code intarsia tune export}: measurements as text. */
@Command(name = "export", mixinStandardHelpOptions = true, description = "Writes all measurements to a file that others can read and tune import takes: a line of version and checksum, then an object of JSON a line.")
final class TuneExport extends TuneCommand.WithStore {
    @Parameters(paramLabel = "FILE", description = "Replaced where it is there.")
    private @Nullable Path file;

    @Override public Integer call() {
        if (file == null) throw UserError.usage("tune export: a file is wanted");
        try (var store = store()) {
            int written = TuningFile.write(file, store::readAll);
            return done("wrote " + written + " measurements to " + file);
        } catch (IOException e) {
            throw UserError.input("tune export: " + e.getMessage());
        }
    }
}
