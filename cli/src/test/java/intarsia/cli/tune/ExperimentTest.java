package intarsia.cli.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Point;
import intarsia.runtime.Engine;
import intarsia.tuning.Environment;
import intarsia.tuning.Measurement;
import intarsia.tuning.Outcome;
import intarsia.tuning.Problem;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.Measurer;
import intarsia.tuning.search.SearchSpace;
import intarsia.tuning.search.Trial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments whose times are computed. */
final class ExperimentTest {
    private static final Environment HERE = new Environment("device", "JVM", "compiler");
    private static final int PROBLEMS = 2, POINTS = 12, FORMS = 3;

    @TempDir
    Path folder = Path.of("");

    private final List<String> lines = new ArrayList<>();
    private String doing = "";

    /** Each tunable of a point has its say. */
    private final class Computed implements Measurer {
        int asked;
        String brokenWhile = "nothing";

        @Override public Outcome measure(SearchSpace space, Point p, Trial trial) {
            asked++;
            double say = p.values().entrySet().stream().mapToDouble(e -> new Random(e.getKey().hashCode() * 7919L + e.getValue() * 104_729L).nextGaussian()).sum();
            double nanos = 1000 * Math.exp(Math.clamp(say, -5, 5));
            return doing.startsWith(brokenWhile) ? new Outcome.Failed("the machine is tired") : new Outcome.Timed(nanos, nanos / 100, 31, asked, 0); // the store keeps one of what is alike
        }

        @Override public void close() { }
    }

    private void run(Path where, Measurer m, BooleanSupplier stopped) throws Exception {
        lines.clear();
        new Experiment(where, PROBLEMS, POINTS, FORMS, HERE, m, s -> doing = s, lines::add).run(Engine.jvm(1).target().orElseThrow(), stopped);
    }

    private String report() {
        return String.join("\n", lines);
    }

    @Test
    void problemsAreJudgedAndTheSecondTimeNothingIsMeasured() throws Exception {
        Computed first = new Computed(), second = new Computed();
        run(folder, first, () -> false);
        String report = report();
        assertEquals(Verdict.head(), lines.getFirst());
        assertTrue(lines.getLast().startsWith(PROBLEMS + " problems\n") && lines.getLast().contains("rank correlation"), report);
        assertTrue(first.asked >= PROBLEMS * POINTS, () -> first.asked + " measurements");
        run(folder, second, () -> false);
        assertEquals(0, second.asked);
        assertEquals(report, report());
    }

    @Test
    void tablesThatAreJudgedAndWhatCountsAsTrueAreMeasuredInThreeCompiledForms() throws Exception {
        run(folder, new Computed(), () -> false);
        try (TuningStore truth = TuningStore.open(folder.resolve("truth/tuning.db")); TuningStore tables = TuningStore.open(folder.resolve("tables/tuning.db"))) {
            assertEquals(PROBLEMS, truth.problems().size());
            for (Problem p : truth.problems()) {
                assertThreeForms(truth, p);
                assertThreeForms(tables, p);
            }
        }
    }

    /** A point of which one form is four times slower counts no more than others. */
    @Test
    void formsAreApartByTheMedianOfTheirRanges() {
        List<List<Outcome.Timed>> forms = List.of(forms(100, 101, 102), forms(100, 100, 103), forms(200, 210, 206), forms(1, 2, 4), List.of());
        assertEquals(Math.log(1.03) / 1.59, Verdict.apart(forms.subList(0, 3)), 1e-9);
        assertEquals(Math.log(1.05) / 1.59, Verdict.apart(forms), 1e-9);
        assertEquals(0, Verdict.apart(List.of()));
    }

    private static List<Outcome.Timed> forms(double... nanos) {
        return Arrays.stream(nanos).sorted().mapToObj(n -> new Outcome.Timed(n, 1, 31, 0, 0)).toList();
    }

    private static void assertThreeForms(TuningStore store, Problem p) {
        Map<String, Long> forms = store.measurements(p.key()).stream().collect(Collectors.groupingBy(Measurement::point, Collectors.counting()));
        assertEquals(1, forms.values().stream().filter(n -> n == 1).count(), () -> "the default alone is measured once: " + forms);
        assertTrue(forms.values().stream().allMatch(n -> n == 1 || n == 3), forms::toString);
    }

    @Test
    void whatWasStoppedGoesOn() throws Exception {
        Computed whole = new Computed(), begun = new Computed(), rest = new Computed();
        run(folder.resolve("whole"), whole, () -> false);
        String report = report();
        run(folder.resolve("parts"), begun, () -> begun.asked >= POINTS / 2);
        assertEquals(POINTS / 2, begun.asked);
        assertEquals(List.of(Verdict.head()), lines);
        run(folder.resolve("parts"), rest, () -> false);
        assertEquals(whole.asked, begun.asked + rest.asked);
        assertEquals(report, report());
    }

    /** The command ended with an internal error once. */
    @Test
    void aProblemWhoseTruthCannotBeMeasuredIsNamedWithTheReason() throws Exception {
        Computed tired = new Computed();
        tired.brokenWhile = "truth";
        run(folder, tired, () -> false);
        List<String> named = lines.stream().filter(l -> l.contains("not judged: ")).toList();
        assertEquals(PROBLEMS, named.size(), this::report);
        named.forEach(l -> assertTrue(l.contains("the machine is tired; without " + folder.resolve("truth") + " it is measured again"), l));
        assertTrue(lines.stream().noneMatch(l -> l.contains("rank correlation")), this::report);
    }
}
