package intarsia.cli;

import intarsia.cli.tune.ChildMeasurer;
import intarsia.cli.tune.Configurations;
import intarsia.cli.tune.Prediction;
import intarsia.cli.tune.TuneChart;
import intarsia.ir.Point;
import intarsia.runtime.store.AtomicFile;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.Budget;
import intarsia.tuning.search.Choices;
import intarsia.tuning.search.KernelSpace;
import intarsia.tuning.search.Measurer;
import intarsia.tuning.search.Tuner.Hot;
import intarsia.tuning.search.UserModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code intarsia tune}: measures configurations of kernels, and what was measured of them. */
@Command(name = "tune", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "[COMMAND]",
    description = "Measures configurations of kernels, the promising first, until a budget ends; or works on what was measured, kept in the user's data folder.",
    subcommands = {TuneExport.class, TuneImport.class, TuneMerge.class, TuneClear.class, TuneShard.class, TuneDataset.class, TuneTrain.class, TuneExperiment.class})
final class TuneCommand extends Subcommand {
    /** Makes what measures on so many threads. */
    @FunctionalInterface
    interface Measurers {
        Measurer of(int threads) throws IOException;
    }

    private final Supplier<TuningStore> stores;
    private final Supplier<Optional<Choices>> choices;
    private final Measurers measurers;

    @Mixin private TuneSubject subject = new TuneSubject();
    @Option(names = "--budget", paramLabel = "TIME", defaultValue = "30s", converter = Span.class, description = "When to stop: 30s, 5m, 2h. Ctrl-C stops too; the next time goes on from there. Default: ${DEFAULT-VALUE}.")
    private Duration budget = Duration.ZERO;
    @Option(names = "--all", description = "Measures all legal points, however long that takes.")
    private boolean all;
    @Option(names = "--show", description = "Prints what is known of all configurations, fastest first, with what the cost model says and whether their code is kept.")
    private boolean show;
    @Option(names = "--report", paramLabel = "FILE.svg", description = "Draws predicted against measured times.")
    private @Nullable Path report;
    @Option(names = "--pin", paramLabel = "POINT", description = "Has programs take this point, such as 'few=8 part=32', whatever was measured.")
    private @Nullable String pin;
    @Option(names = "--unpin", description = "Has programs take the fastest point again.")
    private boolean unpin;

    TuneCommand() {
        this(TuningStore::ofUser, Choices::ofUser, ChildMeasurer::ofJvm);
    }

    /**
     * @param stores    opens the store, once for a command
     * @param choices   where programs look for points
     * @param measurers what times points
     */
    TuneCommand(Supplier<TuningStore> stores, Supplier<Optional<Choices>> choices, Measurers measurers) {
        this.stores = stores;
        this.choices = choices;
        this.measurers = measurers;
    }

    @Override public Integer call() throws IOException {
        subject.name();
        if (Stream.of(all, show, report != null, pin != null, unpin).filter(x -> x).count() > 1) throw UserError.usage("wanted one of --all, --show, --report, --pin and --unpin");
        List<Hot> spaces = subject.spaces(UserModel.orShipped(), err());
        try (TuningStore store = opened()) {
            if (pin != null || unpin) return pinned(spaces);
            if (show) out().print(Configurations.table(spaces, store, subject.here(), subject.engine()));
            else if (report != null) draw(spaces, store);
            else return new TuneRun(out(), subject, store, choices.get(), measurers).run(spaces, all, Budget.of(budget));
        }
        out().flush();
        return Exit.OK;
    }

    private void draw(List<Hot> spaces, TuningStore store) throws IOException {
        List<Prediction> all = Prediction.of(spaces, store, subject.here());
        if (all.isEmpty()) throw UserError.input("nothing of " + subject.name() + " was measured here: tune it first");
        AtomicFile.write(java.util.Objects.requireNonNull(report), TuneChart.of(subject.name(), all).getBytes(StandardCharsets.UTF_8));
        out().println("wrote " + all.size() + " points to " + report);
    }

    private int pinned(List<Hot> spaces) throws IOException {
        Choices kept = choices.get().orElseThrow(() -> UserError.usage("INTARSIA_CACHE is off: nothing is kept"));
        if (spaces.size() > 1) throw UserError.usage(subject.name() + " has " + spaces.size() + " kernels to tune; say which with --kernel, which names " + spaces.stream().map(Configurations::name).distinct().toList());
        KernelSpace space = (KernelSpace) spaces.getFirst().space();
        if (pin == null) out().println(kept.unpin(space.problem()) ? "unpinned" : "it was not pinned");
        else {
            Point p = point(space, pin);
            kept.pin(space.problem(), p);
            out().println("pinned to " + p);
        }
        out().flush();
        return Exit.OK;
    }

    private static Point point(KernelSpace space, String text) {
        try {
            Point p = space.space().expect(Point.parse(text));
            space.refusal(p).ifPresent(why -> {
                throw UserError.input("--pin '" + text + "': " + why);
            });
            return p;
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--pin: " + e.getMessage());
        }
    }

    private TuningStore opened() {
        TuningStore store = stores.get();
        if (store.file().isEmpty()) throw UserError.usage("INTARSIA_CACHE is off: nothing is kept or looked for");
        store.fault().ifPresent(why -> {
            store.close();
            throw UserError.machine("the tuning store cannot be used: " + why);
        });
        return store;
    }

    /** A command that needs the store. */
    abstract static class WithStore extends Subcommand {
        @ParentCommand private @Nullable TuneCommand tune;

        private TuneCommand parent() {
            if (tune == null) throw new IllegalStateException("picocli gave no parent command");
            return tune;
        }

        /** The store; an error where it cannot be used, for who asks for it by name wants it. */
        final TuningStore store() {
            return parent().opened();
        }

        final Measurer measurer(int threads) throws IOException {
            return parent().measurers.of(threads);
        }

        /** Has programs take what the store now says is fastest. */
        final void refresh(TuningStore store) throws IOException {
            Optional<Choices> kept = parent().choices.get();
            if (kept.isPresent()) kept.get().refresh(store);
        }

        /** Says what was done. */
        final int done(String what) {
            out().println(what);
            out().flush();
            return Exit.OK;
        }
    }
}
