package intarsia.cli.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ChildOutputTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final long FOREVER = LONG.toMillis();

    private static Child talk(int lines, long wait, int bytes) throws IOException {
        return Child.start(JavaCommand.of(List.of("-XX:+UseSerialGC", "-Xshare:auto"), Talk.class.getName(), List.of("" + lines, "" + wait)), bytes);
    }

    @Test void bothStreamsAndTheExitCodeAreKept() throws IOException, InterruptedException {
        Child.Said said = talk(2, 0, 1 << 16).await(LONG);
        assertEquals("out 0\nout 1\n", said.out().replace("\r", ""));
        assertTrue(said.err().endsWith("err 1" + System.lineSeparator()), said.err());
        assertEquals(Child.End.EXITED, said.end());
        assertEquals(7, said.exit());
    }

    @Test void whenItsFirstLineCameIsKept() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Child.Said said = talk(1, 20, 1 << 16).await(LONG);
        assertTrue(said.firstLine().orElseThrow() > 0 && said.firstLine().orElseThrow() <= System.nanoTime() - begin, said::toString);
        assertTrue(talk(0, 0, 1 << 16).await(LONG).firstLine().isEmpty());
    }

    @Test void whoDidNotEndWellHasNoOutput() throws IOException, InterruptedException {
        Child.Said said = talk(2, 0, 1 << 16).await(LONG);
        var e = assertThrows(IOException.class, () -> said.outOf("talk"));
        assertTrue(String.valueOf(e.getMessage()).startsWith("talk ended with exit code 7: ") && String.valueOf(e.getMessage()).endsWith("err 1"), e.getMessage());
        assertEquals("well", new Child.Said("well", "", Child.End.EXITED, 0, OptionalLong.empty()).outOf("talk"));
    }

    @Test void whoWritesTooMuchIsKilled() throws IOException, InterruptedException {
        Child.Said said = talk(100_000, FOREVER, 1000).await(LONG);
        assertEquals(Child.End.TOO_MUCH, said.end());
        assertTrue(said.out().length() <= 1000 && said.err().length() <= 1000);
    }

    @Test void whoTakesTooLongIsKilled() throws IOException, InterruptedException {
        assertEquals(Child.End.TOO_LATE, talk(0, FOREVER, 1000).await(Duration.ofMillis(50)).end());
    }

    @Test void anotherThreadCanStopIt() throws IOException, InterruptedException {
        Child child = talk(0, FOREVER, 1000);
        Thread.ofVirtual().start(child::stop);
        assertEquals(Child.End.STOPPED, child.await(LONG).end());
    }

    @Test void theFlagsOfTheLauncherAreRead() throws IOException {
        List<String> flags = JavaCommand.flagsOfLauncher();
        assertTrue(flags.stream().allMatch(f -> f.startsWith("-")) && flags.contains("-XX:+UseSerialGC"), flags::toString);
    }
}
