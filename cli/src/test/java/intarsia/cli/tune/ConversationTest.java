package intarsia.cli.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Point;
import intarsia.ir.tune.TuningSpace;
import intarsia.tuning.Outcome;
import intarsia.tuning.Problem;
import intarsia.tuning.search.SearchSpace;
import intarsia.tuning.search.Trial;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Processes that answer, and some that do not answer as they should. */
@DisabledOnOs(OS.WINDOWS)
final class ConversationTest {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Trial TRIAL = new Trial(Optional.of(new Trial.Reference(Point.parse("a=1"), 10, 15)), 5);

    private static final class Space implements SearchSpace {
        @Override public Problem problem() {
            return Problem.of("a problem\nof two lines");
        }

        @Override public TuningSpace space() {
            return TuningSpace.EMPTY;
        }

        @Override public Optional<String> refusal(Point p) {
            return Optional.empty();
        }

        @Override public double expected(Point p) {
            return 0;
        }
    }

    /** What comes of a shell that takes the problem, which has one line end, and then does something. */
    private static Outcome after(String then) throws IOException, InterruptedException {
        String script = "read head; read one; head -c 12 > /dev/null; echo '== answer ready'; read request; " + then;
        try (ChildMeasurer m = new ChildMeasurer(List.of("sh", "-c", script), SHORT, SHORT)) {
            return m.measure(new Space(), Point.parse("a=2"), TRIAL);
        }
    }

    private static String reason(String then) throws IOException, InterruptedException {
        return assertInstanceOf(Outcome.Failed.class, after(then)).reason();
    }

    @Test void anAnswerIsATimeOrAFailure() throws IOException, InterruptedException {
        assertEquals(new Outcome.Timed(12.5, 0.5, 7, 100, 0), after("echo noise; echo '== answer time 12.5 0.5 7 100'"));
        assertEquals("it is wrong", reason("echo '== answer failed it is wrong'"));
    }

    @Test void whoCrashesHangsOrBabblesHasFailed() throws IOException, InterruptedException {
        assertTrue(reason("exit 3").contains("exit code 3"));
        assertTrue(reason("kill -9 $$").contains("exit code 137"));
        assertTrue(reason("sleep 20").contains("stopped after 2 s"));
        assertTrue(reason("yes").contains("it "));
        for (String bad : new String[] {"", "time", "time 1 2 3", "time 1 2 3 4 5", "time NaN 0 5 0", "time -1 0 5 0", "time 1e300 0 5 0", "time 1 0 0 0", "time 1 0 99999999999 0", "ready", "time 1 0 5 x"}) {
            assertTrue(reason("echo '== answer " + bad + "'").startsWith("the process that measured it"), bad);
        }
        assertTrue(reason("printf '== answer failed '; head -c 100000 /dev/zero | tr '\\0' x; echo").startsWith("xxx"), "a long line");
    }

    @Test void whereNoProcessLivesMeasuringEnds() throws IOException, InterruptedException {
        try (ChildMeasurer m = new ChildMeasurer(List.of("/no/such/program"), SHORT, SHORT)) {
            assertThrows(IOException.class, () -> m.measure(new Space(), Point.NONE, TRIAL));
        }
        try (ChildMeasurer m = new ChildMeasurer(List.of("false"), SHORT, SHORT)) {
            for (int i = 1; i < 8; i++) assertInstanceOf(Outcome.Failed.class, m.measure(new Space(), Point.NONE, TRIAL));
            assertThrows(IOException.class, () -> m.measure(new Space(), Point.NONE, TRIAL));
        }
    }

    @Test void closingEndsAMeasurementUnderWay() throws IOException, InterruptedException {
        ChildMeasurer m = new ChildMeasurer(List.of("sh", "-c", "sleep 60"), Duration.ofMinutes(1), SHORT);
        Thread closer = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(300);
            } catch (InterruptedException e) {
                return;
            }
            m.close();
        });
        long begin = System.nanoTime();
        assertThrows(InterruptedException.class, () -> m.measure(new Space(), Point.NONE, TRIAL));
        assertTrue(System.nanoTime() - begin < 20_000_000_000L);
        closer.join();
        assertThrows(InterruptedException.class, () -> m.measure(new Space(), Point.NONE, TRIAL));
    }

    @Test void requestsAreReadAsTheyAreWritten() {
        for (Trial t : List.of(TRIAL, new Trial(Optional.empty(), 3))) {
            Request r = new Request(Point.parse("few=8 part=32"), t);
            assertEquals(r, Request.parse(r.line().strip()));
        }
        for (String bad : new String[] {"", "measure", "measure\ta=1\t5\t-\t0", "measure\ta\t5\t-\t0\t0", "measure\ta=1\t1\t-\t0\t0", "other\ta=1\t5\t-\t0\t0"}) {
            assertThrows(IllegalArgumentException.class, () -> Request.parse(bad), bad);
        }
    }
}
