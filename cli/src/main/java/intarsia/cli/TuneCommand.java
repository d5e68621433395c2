package intarsia.cli;

import intarsia.tuning.TuningStore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code intarsia tune}: what was measured of configurations of kernels. */
@Command(name = "tune", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Exchanges what was measured of configurations of kernels, kept in the user's data folder.",
    subcommands = {TuneExport.class, TuneImport.class, TuneMerge.class, TuneClear.class})
final class TuneCommand extends Subcommand {
    private final Supplier<TuningStore> stores;

    TuneCommand() {
        this(TuningStore::ofUser);
    }

    /** @param stores opens the store, once for a command */
    TuneCommand(Supplier<TuningStore> stores) {
        this.stores = stores;
    }

    @Override public Integer call() {
        throw UserError.usage("tune: a command is wanted; known: export, import, merge, clear");
    }

    /** A command that needs the store. */
    abstract static class WithStore extends Subcommand {
        @ParentCommand private @Nullable TuneCommand tune;

        /** The store; an error where it cannot be used, for who asks for it by name wants it. */
        final TuningStore store() {
            if (tune == null) throw new IllegalStateException("picocli gave no parent command");
            TuningStore store = tune.stores.get();
            if (store.file().isEmpty()) throw UserError.usage("INTARSIA_CACHE is off: nothing is kept or looked for");
            store.fault().ifPresent(why -> {
                store.close();
                throw UserError.machine("the tuning store cannot be used: " + why);
            });
            return store;
        }

        /** Says what was done. */
        final int done(String what) {
            out().println(what);
            out().flush();
            return Exit.OK;
        }
    }
}
