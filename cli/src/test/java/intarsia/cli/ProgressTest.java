package intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8).replace("\r\033[K", "<");
    }

    @Test void onATerminalTheLineIsRewrittenAndClearedAtTheEnd() {
        try (var progress = new Progress("reading", out, true)) {
            progress.at(1, 4);
            progress.draw(1);
            progress.at(2, 4);
            progress.draw(2);
        }
        assertEquals("<reading 25%, 1 s<reading 50%, 2 s<", written());
    }

    @Test void elsewhereLinesAreSparse() {
        try (var progress = new Progress("reading", out, false)) {
            progress.at("tensor 3");
            for (int second = 1; second <= 20; second++) progress.draw(second);
        }
        assertEquals("reading tensor 3, 1 s\nreading tensor 3, 10 s\nreading tensor 3, 20 s\n", written().replace("\r\n", "\n"));
    }

    @Test void workThatEndsBeforeTheFirstDrawingWritesNothing() {
        try (var progress = new Progress("reading", out, true)) {
            progress.at(1, 2);
        }
        assertEquals("", written());
    }

    @Test void closingARunningDisplayEndsItsThreadAndTwiceIsOnce() {
        var progress = Progress.start("nothing");
        progress.close();
        progress.close();
        assertEquals(0, Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().equals("progress")).count());
    }

    @Test void percentagesOfHugeTotalsDoNotOverflow() {
        try (var progress = new Progress("reading", out, true)) {
            progress.at(Long.MAX_VALUE / 2, Long.MAX_VALUE);
            progress.draw(1);
            progress.at(Long.MAX_VALUE, 7);
            progress.draw(2);
        }
        assertEquals("<reading 50%, 1 s<reading 100%, 2 s<", written());
    }

    @Test void aTotalOfNothingIsRefused() {
        try (var progress = Progress.silent()) {
            assertThrows(IllegalArgumentException.class, () -> progress.at(0, 0));
        }
    }
}
