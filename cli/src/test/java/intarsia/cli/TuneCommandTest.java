package intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.tuning.Environment;
import intarsia.tuning.Measurement;
import intarsia.tuning.Outcome;
import intarsia.tuning.Problem;
import intarsia.tuning.TuningStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
        return new CommandLine(new TuneCommand(() -> store(store))).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
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

    @Test void aCommandIsWanted() {
        assertEquals(2, tune("a"));
        assertTrue(err.toString().contains("known: export, import, merge, clear"), err::toString);
    }
}
