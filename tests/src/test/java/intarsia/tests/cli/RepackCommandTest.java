package intarsia.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.npy.Npy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --repack} of the commands that run models; tests have no cache, whose files have tests of their own. */
final class RepackCommandTest {
    @TempDir private Path folder;

    private static Command run(Object... more) {
        Object[] all = java.util.stream.Stream.concat(java.util.stream.Stream.of("run", "--seed", 7, "--tokens", 20, "--threads", 1), java.util.stream.Stream.of(more)).toArray();
        return Command.run(all);
    }

    @Test void theTextIsTheSame() {
        Command off = run("--repack", "off"), memory = run("--repack", "memory");
        assertEquals(0, memory.exit(), memory.err());
        assertEquals(off.out(), memory.out());
        assertTrue(memory.err().contains("repacked: 15 matrices, ") && memory.err().contains("in memory"), memory.err());
        assertTrue(!off.err().contains("repacked"), off.err());
        assertTrue(!run("--repack", "memory", "--quiet").err().contains("repacked"));
    }

    @Test void theReferenceHasNoPanelsAndSaysSo() {
        Command c = Command.run("run", "--tokens", 0, "--engine", "reference", "--repack", "memory", "--prompt", "a");
        assertTrue(c.err().contains("repacked: nothing"), c.err());
    }

    @Test void logitsAreTheSame() {
        Path a = folder.resolve("a.npy"), b = folder.resolve("b.npy");
        for (Object[] args : new Object[][] {{a, "off"}, {b, "memory"}}) {
            assertEquals(0, Command.run("logits", "--prompt", "Tom and", "--activations", "i8", "--threads", 1, "--out", args[0], "--repack", args[1]).exit());
        }
        float[] wanted = Npy.read(a).toFloats();
        assertArrayEquals(wanted, Npy.read(b).toFloats(), 1e-3f);
        assertTrue(wanted.length > 100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run --repack disk", "logits --prompt a --out x.npy --repack disk", "bench decode --repack disk", "run --repack cache", "cache"})
    void whatMeansNothingIsWrongUsage(String line) {
        Object[] args = line.split(" ", -1);
        Command c = Command.run(args);
        assertEquals(2, c.exit(), c.err());
        assertTrue(c.err().contains(line.equals("cache") || line.endsWith(" cache") ? "INTARSIA_CACHE is off" : "--repack disk"), c.err());
    }
}
