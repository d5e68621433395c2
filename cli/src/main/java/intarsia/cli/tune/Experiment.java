package intarsia.cli.tune;

import intarsia.ir.Point;
import intarsia.ir.device.Target;
import intarsia.passes.cost.CostModel;
import intarsia.passes.cost.Row;
import intarsia.passes.cost.Training;
import intarsia.tuning.Environment;
import intarsia.tuning.Measurement;
import intarsia.tuning.Outcome;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.KernelSpace;
import intarsia.tuning.search.Measurer;
import intarsia.tuning.search.Search;
import intarsia.tuning.search.SearchListener;
import intarsia.tuning.search.SearchOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * How good first choices and short searches are on problems of kinds that the model was not taught: whole tables are measured, models are taught by the tables of other kinds, and
 * what they choose is compared with the truth, which is the best of a table measured once more by turns. What is measured is kept in a folder, and not measured again.
 *
 * @param problems to find among {@link HeldOut#CASES} whose points differ enough
 * @param most points of a problem; of more, so many by chance
 * @param forms compiled forms of a point that count in a table by which choices are judged, for the JIT does not compile a kernel alike each time
 */
public record Experiment(Path folder, int problems, int most, int forms, Environment here, Measurer measurer, Consumer<String> progress, Consumer<String> out) {
    private static final double DOUBT = 0.04;
    /** Times the best that the median of a problem is at least which counts; models are taught by the others too. */
    private static final double UNEVEN = 1.5;
    private static final int LEAST = 150, TOP = 10, SEED = 11;
    /** Compiled forms of a point that count in the truth. */
    private static final int TRUE_FORMS = 3;
    private static final SearchOptions WHOLE = new SearchOptions(1, 1, 1, 1e6, 75), TRUTH = new SearchOptions(1, 1, 1, 1e6, 151);

    /**
     * Measures, as far as there is time, and reports on the tables that are whole.
     *
     * @param stopped asked before each measurement
     */
    public void run(Target target, BooleanSupplier stopped) throws IOException, InterruptedException {
        try (TuningStore store = TuningStore.open(folder.resolve("tables/tuning.db"))) {
            new Experiment(folder, problems, most, forms, began(store), measurer, progress, out).run(target, store, stopped);
        }
    }

    /** The environment in which a folder was begun, where that was this machine and JVM: what another build of the compiler measured counts, so that models and searches can be changed and judged by it. */
    private Environment began(TuningStore store) {
        return store.problems().stream().flatMap(p -> store.measurements(p.key()).stream()).map(Measurement::environment)
            .filter(e -> e.device().equals(here.device()) && e.jvm().equals(here.jvm())).findFirst().orElse(here);
    }

    private void run(Target target, TuningStore store, BooleanSupplier stopped) throws IOException, InterruptedException {
        Map<HeldOut, List<Point>> whole = new LinkedHashMap<>();
        int found = 0;
        for (HeldOut.Case c : HeldOut.CASES) {
            if (found == problems || stopped.getAsBoolean()) break;
            progress.accept("listing the points of " + c);
            Optional<HeldOut> h = c.problem(target);
            List<Point> points = h.map(x -> points(x.space(), store)).orElse(List.of());
            if (points.size() < Math.min(most, LEAST)) continue;
            HeldOut problem = h.orElseThrow();
            if (!measured(problem, points, store, WHOLE, stopped, "table")) break;
            whole.put(problem, points);
            found += Table.range(times(problem.space(), points, store).values()) >= UNEVEN ? 1 : 0;
        }
        for (Map.Entry<HeldOut, List<Point>> e : whole.entrySet()) completed(e.getKey(), e.getValue(), store, stopped);
        report(tables(whole, store), stopped);
    }

    /** Measures what is known too little, unless one measurement of each point is to do: of a problem that will be judged every point in so many compiled forms, and of any what is not known well. */
    private void completed(HeldOut h, List<Point> points, TuningStore store, BooleanSupplier stopped) throws IOException, InterruptedException {
        if (forms == 1) return;
        if (Table.range(times(h.space(), points, store).values()) >= UNEVEN) compiledAnew(h, points, forms, store, WHOLE, stopped);
        again(h, store, stopped);
    }

    /** Lowers the points; not of a problem whose initial point failed, for then nothing was measured. */
    private List<Table> tables(Map<HeldOut, List<Point>> whole, TuningStore store) {
        List<Table> tables = new ArrayList<>();
        whole.forEach((h, points) -> {
            progress.accept("lowering the points of " + h.name());
            Map<Point, Double> times = times(h.space(), points, store);
            if (times.containsKey(h.space().space().initial())) tables.add(Table.of(h, times));
        });
        return tables;
    }

    /** Those that were measured where they are enough; else all legal points, or so many by chance and the initial one. */
    private List<Point> points(KernelSpace space, TuningStore store) {
        List<Point> known = store.measurements(space.problem().key()).stream().filter(m -> m.environment().equals(here)).map(m -> Point.parse(m.point())).distinct().toList();
        return known.size() >= most ? known : drawn(space);
    }

    private List<Point> drawn(KernelSpace space) {
        List<Point> all = new ArrayList<>(space.space().points().toList());
        Collections.shuffle(all, new Random(SEED));
        Point initial = space.space().initial();
        return Stream.concat(Stream.of(initial), all.stream().filter(p -> !p.equals(initial) && space.refusal(p).isEmpty())).limit(most).toList();
    }

    /** Measures those that are not known; whether all are then. */
    private boolean measured(HeldOut h, List<Point> points, TuningStore store, SearchOptions options, BooleanSupplier stopped, String what) throws IOException, InterruptedException {
        Search s = new Search(h.space(), here, store, measurer, options, SearchListener.UNSEEN);
        for (int i = 0; i < points.size(); i++) {
            if (stopped.getAsBoolean()) return false;
            progress.accept(what + " of " + h.name() + ", point " + (i + 1) + " of " + points.size());
            s.measure(points.get(i));
        }
        return true;
    }

    /** Measures points until so many compiled forms of each are known; whether there was time. */
    private boolean compiledAnew(HeldOut h, Collection<Point> points, int wanted, TuningStore store, SearchOptions options, BooleanSupplier stopped) throws IOException, InterruptedException {
        Search s = new Search(h.space(), here, store, measurer, options, SearchListener.UNSEEN);
        Map<Point, Integer> known = counts(h.space(), store);
        Set<Point> fit = timed(h.space(), store).keySet();
        for (Point p : points) {
            for (int form = known.getOrDefault(p, wanted); form < wanted && fit.contains(p) && !p.equals(h.space().space().initial()); form++) {
                if (stopped.getAsBoolean()) return false;
                progress.accept("form " + (form + 1) + " of " + h.name() + ", " + p);
                s.again(p);
            }
        }
        return true;
    }

    private Map<Point, Integer> counts(KernelSpace space, TuningStore store) {
        Map<Point, Integer> count = new LinkedHashMap<>();
        for (Measurement m : store.measurements(space.problem().key())) if (m.environment().equals(here)) count.merge(Point.parse(m.point()), 1, Integer::sum);
        return count;
    }

    /** Measures once more what is not known well. */
    private void again(HeldOut h, TuningStore store, BooleanSupplier stopped) throws IOException, InterruptedException {
        Search s = new Search(h.space(), here, store, measurer, WHOLE, SearchListener.UNSEEN);
        for (Point p : doubtful(h.space(), store)) {
            if (stopped.getAsBoolean()) return;
            progress.accept("once more of " + h.name() + ", " + p);
            s.again(p);
        }
    }

    /** Points of which one measurement is known: the fastest, for the least of many is one of luck, and those of which half of the 95 % interval of the time is more than a small part of it. */
    private List<Point> doubtful(KernelSpace space, TuningStore store) {
        Map<Point, Integer> count = counts(space, store);
        Map<Point, Outcome.Timed> timed = timed(space, store);
        Set<Point> all = new LinkedHashSet<>(timed.keySet().stream().sorted(Comparator.comparingDouble(p -> Objects.requireNonNull(timed.get(p)).median())).limit(TOP).toList());
        timed.forEach((p, t) -> {
            if (Verdict.interval(t) > DOUBT) all.add(p);
        });
        all.removeIf(p -> p.equals(space.space().initial()) || count.getOrDefault(p, 0) > 1);
        return List.copyOf(all);
    }

    /** Of several measurements, each of another compiled form, that in the middle; of two the slower, for a lucky one was the reason for the other. */
    private Map<Point, Outcome.Timed> timed(KernelSpace space, TuningStore store) {
        Map<Point, Outcome.Timed> middle = new LinkedHashMap<>();
        forms(space, store).forEach((p, times) -> middle.put(p, times.get(times.size() / 2)));
        return middle;
    }

    /** The measurements of a point, fastest first. */
    private Map<Point, List<Outcome.Timed>> forms(KernelSpace space, TuningStore store) {
        Map<Point, List<Outcome.Timed>> all = new LinkedHashMap<>();
        for (Measurement m : store.measurements(space.problem().key())) {
            if (m.environment().equals(here) && m.outcome() instanceof Outcome.Timed t) all.computeIfAbsent(Point.parse(m.point()), _ -> new ArrayList<>()).add(t);
        }
        all.values().forEach(times -> times.sort(Comparator.comparingDouble(Outcome.Timed::median)));
        return all;
    }

    private Map<Point, Double> times(KernelSpace space, List<Point> points, TuningStore store) {
        Map<Point, Double> times = new LinkedHashMap<>();
        Map<Point, Outcome.Timed> all = timed(space, store);
        for (Point p : points) {
            Outcome.Timed t = all.get(p);
            if (t != null) times.put(p, t.median());
        }
        return times;
    }

    private void report(List<Table> tables, BooleanSupplier stopped) throws IOException, InterruptedException {
        out.accept(Verdict.head());
        List<Verdict> verdicts = new ArrayList<>();
        try (TuningStore store = TuningStore.open(folder.resolve("truth/tuning.db"))) {
            for (Table t : tables) {
                if (t.range() < UNEVEN) {
                    out.accept(String.format(Locale.ROOT, "%-26s too even to tell good choices from bad ones: median/best %.2f, wanted %.1f", t.problem().name(), t.range(), UNEVEN));
                    continue;
                }
                CostModel model = taught(t, tables);
                Verdict.Choices chosen = Verdict.Choices.of(t, model);
                Set<Point> again = new LinkedHashSet<>(t.sorted().subList(0, Math.min(TOP, t.times().size())));
                again.addAll(List.of(chosen.first(), chosen.after()));
                if (measured(t.problem(), List.copyOf(again), store, TRUTH, stopped, "truth") && compiledAnew(t.problem(), again, TRUE_FORMS, store, TRUTH, stopped)) {
                    Map<Point, Outcome.Timed> truth = timed(t.problem().space(), store);
                    if (truth.isEmpty()) {
                        out.accept(String.format(Locale.ROOT, "%-26s not judged: %s; without %s it is measured again", t.problem().name(), failure(t.problem().space(), store), folder.resolve("truth")));
                        continue;
                    }
                    verdicts.add(Verdict.of(t, model, chosen, truth, Verdict.apart(forms(t.problem().space(), store).values())));
                    out.accept(verdicts.getLast().toString());
                }
            }
        }
        if (!verdicts.isEmpty()) out.accept(summary(verdicts));
    }

    /** Why nothing was measured: the default could not be. */
    private String failure(KernelSpace space, TuningStore store) {
        return store.measurements(space.problem().key()).stream().map(Measurement::outcome).flatMap(o -> o instanceof Outcome.Failed f ? Stream.of(f.reason()) : Stream.empty())
            .findFirst().orElse("nothing was measured");
    }

    /** A model of the other kinds; the one that is shipped where there are none. */
    private CostModel taught(Table t, List<Table> tables) {
        progress.accept("teaching a model for " + t.problem().name());
        List<Row> rows = tables.stream().filter(o -> !o.problem().kind().equals(t.problem().kind())).flatMap(o -> o.rows().stream()).toList();
        return rows.isEmpty() ? CostModel.shipped() : CostModel.train(rows, Training.DEFAULT);
    }

    private static String summary(List<Verdict> all) {
        return String.format(Locale.ROOT, """
            %d problems
            first choice within 10 %% or 2 spreads of the best in %.0f %% (wanted 80)
            after 5 %% of the points within 3 %% or the interval in %.0f %% (wanted 80; in %.0f %% by the interval of one compiled form)
            rank correlation %.3f (wanted 0.85)
            mean regret: first choice %.1f %%, after 5 %% %.1f %%, rules %.1f %%, random 5 %% %.1f %%""", all.size(), percent(all, Verdict::firstGood), percent(all, Verdict::afterGood), percent(all, Verdict::afterGoodByRounds),
            mean(all, Verdict::correlation), 100 * mean(all, Verdict::first), 100 * mean(all, Verdict::after), 100 * mean(all, Verdict::rules), 100 * mean(all, Verdict::random));
    }

    private static double percent(List<Verdict> all, Predicate<Verdict> good) {
        return 100.0 * all.stream().filter(good).count() / all.size();
    }

    private static double mean(List<Verdict> all, ToDoubleFunction<Verdict> of) {
        return all.stream().mapToDouble(of).average().orElse(0);
    }
}
