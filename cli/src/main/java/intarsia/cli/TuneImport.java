package intarsia.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code intarsia tune import}: the measurements of a file into the user's store. */
@Command(name = "import", mixinStandardHelpOptions = true, description = "Adds the measurements of a file that tune export wrote, all or none; those of other machines stay apart.")
final class TuneImport extends TuneCommand.WithStore {
    @Parameters(paramLabel = "FILE", description = "A file of measurements.")
    private @Nullable Path file;

    @Override public Integer call() throws IOException {
        if (file == null) throw UserError.usage("tune import: a file is wanted");
        try (var store = store()) {
            int added = TuneMerge.join(List.of(file), store);
            refresh(store);
            return done(added + " measurements are new");
        }
    }
}
