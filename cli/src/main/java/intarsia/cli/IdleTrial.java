package intarsia.cli;

import intarsia.cli.tune.ChildMeasurer;
import intarsia.cli.tune.Configurations;
import intarsia.decoder.Session;
import intarsia.ir.Point;
import intarsia.ir.device.Target;
import intarsia.passes.Problem;
import intarsia.passes.ScheduleChoice;
import intarsia.runtime.Engine;
import intarsia.tuning.Environment;
import intarsia.tuning.Outcome;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.Budget;
import intarsia.tuning.search.Found;
import intarsia.tuning.search.Measurer;
import intarsia.tuning.search.SearchListener;
import intarsia.tuning.search.SearchOptions;
import intarsia.tuning.search.Trial;
import intarsia.tuning.search.Tuner;
import intarsia.tuning.search.Tuner.Hot;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Leaves a session alone for a while; then searches on, and compares the kernels that were in use with the best that is known, by turns. */
record IdleTrial(Session session, Engine engine, TuningChoice tuning, PrintWriter out) {
    /** What a kernel may take more than the best: a part of its time, or so many spreads. */
    private static final double NEAR = 1.05, SPREADS = 2;
    private static final int ROUNDS = 60;

    /** A kernel: the point in use, the best that is known, and how much longer the first takes. */
    private record Compared(Hot hot, Point used, Point best, double nanos, double ratio, double spread) {
        boolean near() {
            return ratio <= Math.max(NEAR, 1 + SPREADS * spread);
        }

        String line() {
            return String.format(Locale.ROOT, "%s: %.3f x the best (spread %.3f), %s launches at %s; %s%s", Configurations.name(hot), ratio, spread, Math.round(hot.launches()), Configurations.time(nanos),
                used, used.equals(best) ? ", which is the best" : "; best " + best);
        }
    }

    /** Whether all kernels are near the best, and whether that is where another process starts; says so. */
    boolean run(Duration idle, Duration then, ThrowingKey other) throws IOException, InterruptedException {
        leave(idle);
        ScheduleChoice used = tuning.of(engine, session.model().bytesPerToken());
        List<Compared> all = compared(used, then);
        all.forEach(c -> out.println(c.line()));
        double total = all.stream().mapToDouble(c -> c.hot.launches() * c.nanos).sum(), best = all.stream().mapToDouble(c -> c.hot.launches() * c.nanos / c.ratio).sum();
        long near = all.stream().filter(Compared::near).count();
        out.println(String.format(Locale.ROOT, "after %d s: %d of %d kernels within 5 %% or 2 spreads of the best; all launches %.3f x the best", idle.toSeconds(), near, all.size(), total / best));
        boolean same = other.get().equals(used.key().orElse(""));
        out.println(same ? "a second process starts there" : "a second process starts elsewhere");
        out.flush();
        return near == all.size() && same;
    }

    /** Gives the key by which a process of its own schedules kernels. */
    @FunctionalInterface
    interface ThrowingKey {
        String get() throws IOException, InterruptedException;
    }

    private void leave(Duration time) throws InterruptedException {
        IdleTuning idle = IdleTuning.of(session, engine, tuning).orElseThrow(() -> UserError.usage("--idle: nothing is measured with --tuning off, INTARSIA_CACHE=off or another engine than jvm"));
        try (idle) {
            idle.idle();
            boolean ended = idle.awaitEnd(time.toMillis(), TimeUnit.MILLISECONDS);
            idle.busy();
            out.println(idle.news().orElse("no kernel became faster") + (ended ? "; nothing promising was left" : ""));
            out.flush();
        }
    }

    private List<Compared> compared(ScheduleChoice used, Duration then) throws IOException, InterruptedException {
        Target target = engine.target().orElseThrow();
        List<Hot> hot = IdleTuning.hot(session, target);
        List<Point> points = hot.stream().map(h -> used.choose(Problem.parse(h.space().problem().text(), target))).toList();
        Environment here = TuneSubject.here(engine);
        List<Compared> all = new ArrayList<>();
        try (TuningStore store = TuningStore.ofUser(); Measurer m = ChildMeasurer.ofJvm(EngineChoice.threads(engine)); var _ = Interrupt.calling(m::close)) {
            List<Found> found = new Tuner(here, store, m, SearchOptions.DEFAULT, SearchListener.UNSEEN).tune(hot, Budget.of(then));
            for (int i = 0; i < hot.size(); i++) all.add(compared(hot.get(i), points.get(i), found.get(i), m));
        }
        return all;
    }

    private static Compared compared(Hot h, Point used, Found f, Measurer m) throws IOException, InterruptedException {
        double nanos = f.nanos().orElse(0);
        if (used.equals(f.best()) || f.nanos().isEmpty()) return new Compared(h, used, f.best(), nanos, 1, 0);
        Outcome o = m.measure(h.space(), used, new Trial(Optional.of(new Trial.Reference(f.best(), 1, Double.MAX_VALUE)), ROUNDS));
        return switch (o) {
            case Outcome.Timed t -> new Compared(h, used, f.best(), nanos * t.median(), t.median(), t.spread());
            case Outcome.Failed x -> throw new IOException(Configurations.name(h) + " at " + used + ": " + x.reason());
        };
    }
}
