package intarsia.cli;

import intarsia.ir.Point;
import intarsia.passes.cost.CostModel;
import intarsia.tuning.Environment;
import intarsia.tuning.Shards;
import intarsia.tuning.TuningFile;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.Measurer;
import intarsia.tuning.search.Search;
import intarsia.tuning.search.SearchListener;
import intarsia.tuning.search.SearchOptions;
import intarsia.tuning.search.Tuner.Hot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code intarsia tune shard}: a part of all points, for one of several machines. */
@Command(name = "shard", mixinStandardHelpOptions = true, description = {"Measures a part of all legal points, and writes a file for tune merge. The store is left alone; a file that is there already is gone on with.",
    "Every part measures the default first, which times are given against."})
final class TuneShard extends TuneCommand.WithStore {
    @Parameters(index = "0", paramLabel = "K/N", description = "Which part of how many.")
    private String part = "";
    @Mixin private TuneSubject subject = new TuneSubject();
    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file to write.")
    private Path file = Path.of("");
    @Option(names = "--budget", paramLabel = "TIME", converter = Span.class, defaultValue = "24h", description = "When to stop. Default: ${DEFAULT-VALUE}.")
    private Duration budget = Duration.ZERO;

    @Override public Integer call() throws IOException {
        Shards shards = shards();
        List<Hot> spaces = subject.spaces(CostModel.shipped(), err());
        Path folder = Files.createTempDirectory("intarsia-shard");
        try (TuningStore store = TuningStore.open(folder.resolve("tuning.db")); Measurer m = measurer(subject.threads()); var progress = Progress.start("measuring shard " + shards)) {
            if (Files.exists(file)) TuneMerge.join(List.of(file), store);
            int[] measured = {0};
            measure(spaces, shards, store, m, (_, _, _) -> progress.at(++measured[0] + " points"));
            return done("wrote " + TuningFile.write(file, store::readAll) + " measurements to " + file + ", " + measured[0] + " of them new");
        } finally {
            TuneMerge.remove(folder);
        }
    }

    private Shards shards() {
        try {
            return Shards.parse(part);
        } catch (IllegalArgumentException e) {
            throw UserError.usage(String.valueOf(e.getMessage()));
        }
    }

    private void measure(List<Hot> spaces, Shards shards, TuningStore store, Measurer m, SearchListener listener) throws IOException {
        Environment here = subject.here();
        AtomicBoolean stopped = new AtomicBoolean();
        long end = System.nanoTime() + budget.toNanos();
        try (var _ = Interrupt.calling(() -> {
            stopped.set(true);
            m.close();
        })) {
            for (Hot h : spaces) {
                Search s = new Search(h.space(), here, store, m, SearchOptions.DEFAULT, listener);
                Iterator<Point> points = mine(h, shards).iterator();
                while (!stopped.get() && System.nanoTime() < end && points.hasNext()) s.measure(points.next());
            }
        } catch (InterruptedException e) {
            if (!stopped.get()) Thread.currentThread().interrupt();
        }
    }

    private static Stream<Point> mine(Hot h, Shards shards) {
        return h.space().space().points().filter(p -> shards.has(h.space().problem().key() + " " + p)).filter(p -> h.space().refusal(p).isEmpty());
    }
}
