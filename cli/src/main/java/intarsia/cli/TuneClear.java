package intarsia.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code intarsia tune clear}: forgets measurements. */
@Command(name = "clear", mixinStandardHelpOptions = true, description = "Removes all measurements, or those of a problem.")
final class TuneClear extends TuneCommand.WithStore {
    @Option(names = "--problem", paramLabel = "KEY", description = "Removes those of the problem with this key alone.")
    private @Nullable String problem;

    @Override public Integer call() throws IOException {
        try (var store = store()) {
            int removed = problem == null ? store.clear() : store.clear(problem);
            store.fault().ifPresent(why -> {
                throw UserError.machine("tune clear: " + why);
            });
            refresh(store);
            return done("removed " + removed + " measurements");
        }
    }
}
