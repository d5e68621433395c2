package intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Point;
import intarsia.tuning.Environment;
import intarsia.tuning.Measurement;
import intarsia.tuning.Outcome;
import intarsia.tuning.Problem;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.Choices;
import intarsia.tuning.search.Measurer;
import intarsia.tuning.search.SearchSpace;
import intarsia.tuning.search.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class TuneCommandTest {
    private static final Problem PROBLEM = Problem.of("tile kernel add"), OTHER = Problem.of("tile kernel mul");

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter(), err = new StringWriter();

    private TuningStore store(String name) {
        return TuningStore.open(folder.resolve(name + "/tuning.db"));
    }

    private int tune(String store, Object... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLine(new TuneCommand(() -> store(store), () -> Optional.of(new Choices(folder.resolve(store))), _ -> new Counted())).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
            .setExecutionExceptionHandler(Failures::execution).execute(IntStream.range(0, args.length).mapToObj(i -> args[i].toString()).toArray(String[]::new));
    }

    private void measure(String store, Problem problem, int from, int to) {
        Environment here = new Environment("device of " + store, "JVM", "compiler");
        try (var s = store(store)) {
            for (int i = from; i < to; i++) s.record(Measurement.now(problem, here, "few=" + i, new Outcome.Timed(i + 1, 0, 5, 0, 0)));
        }
    }

    @Test void whatOneMachineExportsAnotherImports() {
        measure("a", PROBLEM, 0, 5);
        measure("a", OTHER, 0, 2);
        Path file = folder.resolve("a.jsonl");
        assertEquals(0, tune("a", "export", file), err::toString);
        assertEquals("wrote 7 measurements to " + file, out.toString().strip());
        assertEquals(0, tune("b", "import", file), err::toString);
        assertEquals("7 measurements are new", out.toString().strip());
        assertEquals(0, tune("b", "import", file), err::toString);
        assertEquals("0 measurements are new", out.toString().strip());
        assertEquals(0, tune("b", "clear", "--problem", OTHER.key()));
        assertEquals("removed 2 measurements", out.toString().strip());
        assertEquals(0, tune("b", "clear"));
        assertEquals("removed 5 measurements", out.toString().strip());
    }

    @Test void shardsAreMergedIntoTheStoreOrAFile() {
        measure("a", PROBLEM, 0, 3);
        measure("b", PROBLEM, 0, 4);
        Path a = folder.resolve("a.jsonl"), b = folder.resolve("b.jsonl"), all = folder.resolve("all.jsonl");
        tune("a", "export", a);
        tune("b", "export", b);
        assertEquals(0, tune("c", "merge", "--to", all, a, b, a), err::toString);
        assertEquals("wrote 7 measurements to " + all, out.toString().strip());
        assertTrue(Files.notExists(folder.resolve("c")));
        assertEquals(0, tune("c", "merge", a, b), err::toString);
        assertEquals("7 measurements are new", out.toString().strip());
        try (var c = store("c")) {
            assertEquals("device of b", c.best(PROBLEM.key(), new Environment("device of b", "JVM", "compiler")).orElseThrow().environment().device());
        }
    }

    @Test void damagedFilesAndMissingOnesAreErrorsAndChangeNothing() throws IOException {
        measure("a", PROBLEM, 0, 3);
        Path good = folder.resolve("a.jsonl"), bad = folder.resolve("bad.jsonl");
        tune("a", "export", good);
        Files.writeString(bad, Files.readString(good).replace("few=1", "few=9"));
        assertEquals(1, tune("b", "merge", good, bad));
        assertTrue(err.toString().contains("bad.jsonl") && err.toString().contains("checksum"), err::toString);
        assertEquals(1, tune("b", "import", folder.resolve("absent")));
        assertEquals(0, tune("b", "clear"));
        assertEquals("removed 0 measurements", out.toString().strip());
        Files.writeString(folder.resolve("taken"), "a file");
        assertEquals(3, tune("taken", "clear"));
        assertTrue(err.toString().contains("cannot be used"), err::toString);
    }

    /** Says that a point takes as many nanoseconds as its values add up to. */
    private static final class Counted implements Measurer {
        @Override public Outcome measure(SearchSpace space, Point point, Trial trial) {
            int sum = point.values().values().stream().mapToInt(v -> v).sum();
            return sum == 9 ? new Outcome.Failed("nine") : new Outcome.Timed(1000 + sum, 1, trial.rounds(), 4096, 0);
        }

        @Override public void close() { }
    }

    private Path kernel() throws IOException {
        return Files.writeString(folder.resolve("twice.tile"), """
            intarsia 1
            tunable BLOCK in {1, 2, 4, 8} default 4 "elements of a block"
            tunable spare in {0, 1, 2, 3, 4} default 1

            tile kernel twice {
              in x %x: global f32[64]
              out y %y: global f32[64]
              grid [(64 / BLOCK)]
              block (%i: i64)
              %n: i64 = const BLOCK
              %at: i64 = mul %i, %n
              %v: f32[BLOCK] = load %x, "value", [0], [%at], [], []
              %w: f32[BLOCK] = add %v, %v
              store %y, "value", [0], [%at], [], [], %w
            }
            """);
    }

    private int known(String store) {
        try (var s = store(store)) {
            return s.problems().stream().mapToInt(p -> s.measurements(p.key()).size()).sum();
        }
    }

    @Test void aKernelIsTunedShownDrawnAndPinned() throws IOException {
        Path kernel = kernel();
        assertEquals(0, tune("a", kernel, "--all"), err::toString);
        assertTrue(out.toString().contains("at BLOCK=1 spare=0; 20 points measured, 20 known, 1 failed"), out::toString);
        assertEquals(0, tune("a", kernel, "--all"), err::toString);
        assertTrue(out.toString().contains("0 points measured, 20 known"), out::toString);
        assertEquals(20, known("a"));
        assertEquals(0, tune("a", kernel, "--show"), err::toString);
        assertTrue(out.toString().contains("20 of 20 points known") && out.toString().contains("BLOCK=4 spare=1 (default)") && out.toString().contains(": nine"), out::toString);
        assertTrue(out.toString().indexOf("BLOCK=1 spare=0") < out.toString().indexOf("BLOCK=8 spare=4"), out::toString);
        Path picture = folder.resolve("report.svg");
        assertEquals(0, tune("a", kernel, "--report", picture), err::toString);
        String svg = Files.readString(picture);
        assertEquals(19, svg.split("class=\"point s0", -1).length - 1, "19 times but the default's, and the legend");
        assertTrue(svg.contains("measured time of a run") && svg.contains("predicted time of a run") && svg.contains("twice.tile: predicted and measured times</text>"), svg);
        assertEquals(0, tune("a", kernel, "--pin", "BLOCK=2 spare=3"), err::toString);
        assertEquals(List.of("BLOCK=2 spare=3"), new Choices(folder.resolve("a")).pins().values().stream().map(Point::toString).toList());
        assertEquals(0, tune("a", kernel, "--unpin"), err::toString);
        assertTrue(new Choices(folder.resolve("a")).pins().isEmpty());
    }

    @Test void aBudgetEndsASearch() throws IOException {
        assertEquals(0, tune("a", kernel(), "--budget", "0s"), err::toString);
        assertEquals(0, known("a"));
        assertEquals(0, tune("a", kernel(), "--budget", "60s"), err::toString);
        assertTrue(known("a") >= 20, out::toString);
    }

    @Test void shardsTogetherAreTheWholeSpace() throws IOException {
        Path kernel = kernel(), a = folder.resolve("1.jsonl"), b = folder.resolve("2.jsonl");
        assertEquals(0, tune("none", "shard", "1/2", kernel, "--out", a), err::toString);
        assertEquals(0, tune("none", "shard", "2/2", kernel, "--out", b), err::toString);
        assertEquals(0, tune("none", "shard", "2/2", kernel, "--out", b), err::toString);
        assertTrue(out.toString().contains(", 0 of them new"), out::toString);
        assertEquals(0, tune("all", "merge", a, b), err::toString);
        try (var s = store("all")) {
            assertEquals(20, s.measurements(s.problems().getFirst().key()).stream().map(Measurement::point).distinct().count());
        }
        assertTrue(Files.notExists(folder.resolve("none")));
    }

    @Test void whatIsMeasuredBecomesADataSet() throws IOException {
        tune("a", kernel(), "--all");
        assertEquals(0, tune("a", "dataset", folder.resolve("set")), err::toString);
        assertEquals("wrote 20 samples to " + folder.resolve("set"), out.toString().strip());
        assertEquals(20, Files.readAllLines(folder.resolve("set/kernels.jsonl")).size());
        assertEquals(21, Files.readAllLines(folder.resolve("set/kernels.csv")).size());
    }

    @Test void wrongUsageIsSaidSo() throws IOException {
        Path kernel = kernel();
        Object[][] wrong = {{kernel, "--budget", "soon"}, {kernel, "--show", "--all"}, {kernel, "--threads", "0"}, {kernel, "--pin", "BLOCK=3 spare=0"}, {kernel, "--pin", "few"},
            {"shard", "3/2", kernel, "--out", folder.resolve("x")}, {"experiment", "--out", folder.resolve("x"), "--problems", "0"}};
        for (Object[] w : wrong) assertEquals(2, tune("a", w), () -> List.of(w) + ": " + err);
        assertEquals(1, tune("a", folder.resolve("absent.tile")));
        assertEquals(1, tune("a", kernel, "--report", folder.resolve("x.svg")), err::toString);
        assertTrue(err.toString().contains("tune it first"), err::toString);
    }

    @Test void aCommandIsWanted() {
        assertEquals(2, tune("a"));
        assertTrue(err.toString().contains("known: export, import, merge, clear, shard, dataset, train, experiment"), err::toString);
    }
}
