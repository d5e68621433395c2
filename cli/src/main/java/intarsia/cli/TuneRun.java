package intarsia.cli;

import intarsia.cli.meter.BandwidthStore;
import intarsia.cli.meter.Machine;
import intarsia.cli.meter.ReadBandwidth;
import intarsia.cli.tune.Configurations;
import intarsia.ir.Point;
import intarsia.tuning.Environment;
import intarsia.tuning.Outcome;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.Budget;
import intarsia.tuning.search.Choices;
import intarsia.tuning.search.Found;
import intarsia.tuning.search.Measurer;
import intarsia.tuning.search.Search;
import intarsia.tuning.search.SearchListener;
import intarsia.tuning.search.SearchOptions;
import intarsia.tuning.search.Tuner;
import intarsia.tuning.search.Tuner.Hot;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Measures, showing how far it is, and says what was found. */
record TuneRun(PrintWriter out, TuneSubject subject, TuningStore store, Optional<Choices> choices, TuneCommand.Measurers measurers) {
    /** Searches, or measures every point; Ctrl-C ends either, and what was measured is kept. */
    int run(List<Hot> spaces, boolean all, Budget budget) throws IOException {
        Environment here = subject.here();
        List<Found> found;
        try (Measurer m = measurers.of(subject.threads()); Progress progress = Progress.start("tuning " + subject.name())) {
            found = all ? sweep(spaces, here, m, listener(progress)) : search(spaces, here, m, listener(progress), budget);
        }
        if (choices.isPresent()) choices.get().refresh(store, here);
        report(spaces, found);
        return found.stream().allMatch(f -> f.initial().isEmpty() && f.measured() > 0) ? Exit.FAILED : Exit.OK;
    }

    private List<Found> search(List<Hot> spaces, Environment here, Measurer m, SearchListener listener, Budget budget) throws IOException {
        Tuner tuner = new Tuner(here, store, m, SearchOptions.DEFAULT, listener);
        try (var _ = Interrupt.calling(tuner::cancel)) {
            return tuner.tune(spaces, budget);
        }
    }

    private List<Found> sweep(List<Hot> spaces, Environment here, Measurer m, SearchListener listener) throws IOException {
        AtomicBoolean stopped = new AtomicBoolean();
        List<Search> searches = new ArrayList<>();
        try (var _ = Interrupt.calling(() -> {
            stopped.set(true);
            m.close();
        })) {
            for (Hot h : spaces) {
                Search s = new Search(h.space(), here, store, m, SearchOptions.DEFAULT, listener);
                searches.add(s);
                Iterator<Point> points = h.space().space().points().filter(p -> h.space().refusal(p).isEmpty()).iterator();
                while (!stopped.get() && points.hasNext()) s.measure(points.next());
            }
        } catch (InterruptedException e) {
            if (!stopped.get()) Thread.currentThread().interrupt();
        }
        return searches.stream().map(Search::found).toList();
    }

    private SearchListener listener(Progress progress) {
        Optional<ReadBandwidth> bandwidth = BandwidthStore.ofUser().load(Machine.here());
        return (search, _, outcome) -> progress.at(state(search.found(), outcome, bandwidth));
    }

    private static String state(Found f, Outcome last, Optional<ReadBandwidth> bandwidth) {
        String best = f.nanos().isEmpty() ? "nothing works yet" : String.format(Locale.ROOT, "best %s, %.2f x the default%s", Configurations.time(f.nanos().getAsDouble()), f.gain(),
            last instanceof Outcome.Timed t && t.bytes() > 0 ? against(f.nanos().getAsDouble(), t.bytes(), bandwidth) : "");
        return Configurations.name(f.space()) + ": " + f.known() + " points, " + best;
    }

    /** What goes through it against what memory gives; less than caches hold may come faster. */
    private static String against(double nanos, long bytes, Optional<ReadBandwidth> bandwidth) {
        String rate = String.format(Locale.ROOT, ", %.1f GB/s", bytes / nanos);
        return rate + bandwidth.map(b -> String.format(Locale.ROOT, " of %.1f that memory gives", b.samples().getFirst().bytesPerSecond() / 1e9)).orElse("");
    }

    private void report(List<Hot> spaces, List<Found> found) {
        double before = 0, after = 0;
        for (int i = 0; i < found.size(); i++) {
            Found f = found.get(i);
            out.println(Configurations.line(f));
            before += spaces.get(i).launches() * f.initial().orElse(0);
            after += spaces.get(i).launches() * f.nanos().orElse(0);
        }
        if (found.size() > 1 && after > 0) {
            out.println(String.format(Locale.ROOT, "all launches of these kernels: %s by default, %s tuned, %.2f x", Configurations.time(before), Configurations.time(after), before / after));
        }
        out.flush();
    }
}
