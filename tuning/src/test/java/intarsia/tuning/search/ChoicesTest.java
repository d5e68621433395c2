package intarsia.tuning.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Point;
import intarsia.tuning.Environment;
import intarsia.tuning.Measurement;
import intarsia.tuning.Outcome;
import intarsia.tuning.Problem;
import intarsia.tuning.TuningStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChoicesTest {
    private static final Environment HERE = Synthetic.HERE, OTHER = new Environment("other", "JVM", "compiler");
    private static final Problem PROBLEM = Problem.of("one"), SECOND = Problem.of("two");

    @TempDir private Path folder;

    private void measure(TuningStore store, Problem p, Environment e, String point, double nanos) {
        store.record(Measurement.now(p, e, point, new Outcome.Timed(nanos, 0, 5, 0, 0)));
    }

    @Test
    void theFastestOfEachProblemInItsEnvironmentAreWrittenDown() throws IOException {
        Choices choices = new Choices(folder);
        assertEquals(Map.of(), choices.fastest(HERE));
        assertEquals("rules", TunedChoice.of(choices, HERE).key().orElseThrow());
        try (TuningStore store = TuningStore.open(folder.resolve("tuning.db"))) {
            measure(store, PROBLEM, HERE, "few=8", 2);
            measure(store, PROBLEM, HERE, "few=16", 1);
            measure(store, PROBLEM, OTHER, "few=32", 0.5);
            store.record(Measurement.now(SECOND, HERE, "few=1", new Outcome.Failed("why")));
            measure(store, Problem.of("three"), HERE, "no point", 1);
            assertEquals(1, choices.refresh(store, HERE));
            assertEquals(Map.of(PROBLEM.key(), Point.parse("few=16")), choices.fastest(HERE));
            assertEquals(Map.of(), choices.fastest(OTHER));
            choices.refresh(store);
            assertEquals(Map.of(PROBLEM.key(), Point.parse("few=32")), choices.fastest(OTHER));
            store.clear();
            choices.refresh(store);
            assertEquals(Map.of(), choices.fastest(HERE));
        }
    }

    @Test
    void pinsComeFirstAndChangeTheKeyUntilTheyAreTakenBack() throws IOException {
        Choices choices = new Choices(folder.resolve("made"));
        choices.pin(PROBLEM, Point.parse("few=4 part=8"));
        choices.pin(SECOND, Point.parse("few=4"));
        assertEquals(2, choices.pins().size());
        String key = TunedChoice.of(choices, HERE).key().orElseThrow();
        choices.pin(SECOND, Point.parse("few=5"));
        assertNotEquals(key, TunedChoice.of(choices, HERE).key().orElseThrow());
        assertTrue(choices.unpin(PROBLEM));
        assertFalse(choices.unpin(PROBLEM));
        assertEquals(Map.of(SECOND.key(), Point.parse("few=5")), choices.pins());
    }

    @Test
    void filesThatAreDamagedForeignOrHostileCountAsEmpty() throws IOException {
        Choices choices = new Choices(folder);
        choices.pin(PROBLEM, Point.parse("few=4"));
        Path file = folder.resolve("pins.txt");
        String good = Files.readString(file);
        for (String bad : new String[] {"", "intarsia", good + "x", good.replace("pins 1", "pins 2"), good.replace("few=4", "few"), good.replace("few=4", "few=99999999999"),
            good.substring(0, good.length() - 1), good + "\n", good + PROBLEM.key() + "\n", "intarsia pins 1\n" + "few=4\n".repeat(300_000)}) {
            Files.writeString(file, bad);
            assertEquals(Map.of(), choices.pins(), bad.substring(0, Math.min(bad.length(), 80)));
        }
        Files.delete(file);
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), good);
        Files.createSymbolicLink(file, elsewhere);
        assertEquals(Map.of(), choices.pins());
    }
}
