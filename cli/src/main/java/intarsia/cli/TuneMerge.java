package intarsia.cli;

import intarsia.tuning.TuningFile;
import intarsia.tuning.TuningStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code intarsia tune merge}: joins what several machines or shards have measured. */
@Command(name = "merge", mixinStandardHelpOptions = true, description = "Adds the measurements of several files, all or none; what two of them say alike counts once.")
final class TuneMerge extends TuneCommand.WithStore {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files that tune export wrote.")
    private List<Path> files = List.of();

    @Option(names = "--to", paramLabel = "FILE", description = "Writes them to a file, and leaves the user's store alone.")
    private @Nullable Path to;

    @Override public Integer call() throws IOException {
        if (to != null) return done("wrote " + joined(to) + " measurements to " + to);
        try (var store = store()) {
            int added = join(files, store);
            refresh(store);
            return done(added + " measurements are new");
        }
    }

    /** By way of a store that is removed again: it knows what is there twice. */
    private int joined(Path target) throws IOException {
        Path folder = Files.createTempDirectory("intarsia-merge");
        try (var store = TuningStore.open(folder.resolve("tuning.db"))) {
            join(files, store);
            return TuningFile.write(target, store::readAll);
        } finally {
            remove(folder);
        }
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path f : all.toList()) Files.deleteIfExists(f);
        }
        Files.delete(folder);
    }

    /** How many measurements of the files a store did not have. */
    static int join(List<Path> files, TuningStore store) {
        try {
            return store.recordAll(sink -> {
                for (Path f : files) TuningFile.read(f, sink);
            });
        } catch (IOException e) {
            throw UserError.input(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }
}
