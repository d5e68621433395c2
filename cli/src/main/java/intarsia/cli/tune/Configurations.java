package intarsia.cli.tune;

import intarsia.ir.plan.Step;
import intarsia.passes.Compiler;
import intarsia.runtime.Engine;
import intarsia.tuning.Environment;
import intarsia.tuning.Outcome;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.Found;
import intarsia.tuning.search.KernelSpace;
import intarsia.tuning.search.SearchSpace;
import intarsia.tuning.search.Tuner.Hot;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What is known of configurations, as text. */
public final class Configurations {
    private static final double MICRO = 1e3, MILLI = 1e6;

    private Configurations() { }

    /** What a kernel is called. */
    public static String name(Hot h) {
        return name(h.space());
    }

    /** What a kernel is called; a space of something else by its problem's key. */
    public static String name(SearchSpace s) {
        return s instanceof KernelSpace k ? k.kernel().name() : s.problem().key();
    }

    /** Nanoseconds as people read them. */
    public static String time(double nanos) {
        if (nanos < MICRO) return String.format(Locale.ROOT, "%.0f ns", nanos);
        return nanos < MILLI ? String.format(Locale.ROOT, "%.2f µs", nanos / MICRO) : String.format(Locale.ROOT, "%.3f ms", nanos / MILLI);
    }

    /** What a search has found, in a line. */
    public static String line(Found f) {
        String measured = f.measured() + " points measured, " + f.known() + " known" + (f.failed() > 0 ? ", " + f.failed() + " failed" : "");
        if (f.nanos().isEmpty()) return name(f.space()) + ": no time; " + measured;
        return String.format(Locale.ROOT, "%s: %s, %.2f x the default, at %s; %s", name(f.space()), time(f.nanos().getAsDouble()), f.gain(), f.best(), measured);
    }

    /** All that is known of spaces in an environment: of each the points, fastest first, with what the model says and whether the engine has their code at hand. */
    public static String table(List<Hot> spaces, TuningStore store, Environment here, Engine engine) {
        StringBuilder text = new StringBuilder();
        for (Hot h : spaces) {
            KernelSpace space = (KernelSpace) h.space();
            List<Prediction> known = Prediction.known(space, store, here);
            text.append(String.format(Locale.ROOT, "%s, %s launches, problem %s: %d of %d points known%n", name(h), h.launches() == Math.rint(h.launches()) ? "" + (long) h.launches() : "" + h.launches(),
                space.problem().key(), known.size(), space.space().count()));
            if (!known.isEmpty()) text.append(String.format(Locale.ROOT, "  %12s %12s %10s %6s  %-5s %s%n", "measured", "predicted", "spread", "rounds", "code", "point"));
            known.stream().sorted(Comparator.comparingDouble(Prediction::measured)).forEach(p -> text.append(row(p, engine)));
        }
        return text.toString();
    }

    private static String row(Prediction p, Engine engine) {
        String mark = p.point().equals(p.space().space().initial()) ? " (default)" : "";
        return switch (p.outcome()) {
            case Outcome.Timed t -> String.format(Locale.ROOT, "  %12s %12s %9.1f%% %6d  %-5s %s%s%n", time(t.median()), time(p.predicted()), 100 * t.spread() / t.median(), t.rounds(),
                kept(p, engine) ? "kept" : "-", p.point(), mark);
            case Outcome.Failed f -> String.format(Locale.ROOT, "  %12s %12s %10s %6s  %-5s %s%s: %s%n", "failed", time(p.predicted()), "", "", "-", p.point(), mark, f.reason());
        };
    }

    private static boolean kept(Prediction p, Engine engine) {
        return p.space().plan(p.point()).steps().stream().map(Step::kernel).allMatch(k -> engine.keeps(k, Compiler.Options.DEFAULT));
    }
}
