package intarsia.tests.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.runtime.Engine;
import intarsia.tuning.Environment;
import intarsia.tuning.Problem;
import intarsia.tuning.TuningStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/tuning.md says is so. */
class TuningPageTest {
    @Test
    void theBestIsTheOneThatHasATime(@TempDir Path folder) {
        try (TuningStore store = TuningStore.open(folder.resolve("tuning.db"))) {
            Environment here = Environment.of(Engine.jvm(), "CPU, 2 cores");
            assertEquals(Optional.of("few=8 part=32"), KeepMeasurement.best(store, here, "tile kernel add"));
        }
    }

    @Test
    void keysAreDigestsOfTextsBehindTheirLengths() throws NoSuchAlgorithmException {
        assertEquals(key("tile kernel ü"), Problem.of("tile kernel ü").key());
        assertEquals(key("CPU", "JVM 25", "compiler 1"), new Environment("CPU", "JVM 25", "compiler 1").key());
    }

    @Test
    void anEnvironmentNamesTargetJvmAndCode() {
        Environment here = Environment.of(Engine.jvm(), "CPU, 2 cores");
        assertEquals(Engine.jvm().target().orElseThrow().id() + " on CPU, 2 cores", here.device());
        assertTrue(here.compiler().matches("compiler \\S+, back end jvm-\\S+"), here::compiler);
        assertEquals("engine reference", Environment.of(Engine.reference(), "CPU").compiler());
    }

    private static String key(String... texts) throws NoSuchAlgorithmException {
        MessageDigest all = MessageDigest.getInstance("SHA-256");
        for (String t : texts) {
            byte[] bytes = t.getBytes(StandardCharsets.UTF_8);
            all.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
            all.update(bytes);
        }
        return HexFormat.of().formatHex(all.digest()).substring(0, 32);
    }
}
