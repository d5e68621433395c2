package intarsia.tests.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.tests.launcher.Launcher.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The class-data archive speeds up a start, and can do it no harm. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "files that are mapped cannot be replaced there")
final class ArchiveTest {
    private static final int PATIENCE_SECONDS = 120;
    private static final String MAKE_NONE = "-Dintarsia.archive=";

    @TempDir private static Path made;
    @TempDir private Path folder;
    private Path cache = Path.of("");

    /** One run with no archive there has it made. */
    @BeforeAll static void letARunMakeIt() throws Exception {
        run(made, "");
        var caches = made.resolve("intarsia");
        for (int i = 0; i < PATIENCE_SECONDS && named(caches, ".stamp").isEmpty(); i++) TimeUnit.SECONDS.sleep(1);
        assertEquals(1, named(caches, ".jsa").size(), () -> named(caches, "").toString());
    }

    @BeforeEach void takeACopy() throws IOException {
        cache = Files.createDirectory(folder.resolve("intarsia"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (Path file : named(made.resolve("intarsia"), "")) {
            Files.copy(file, cache.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static List<Path> named(Path folder, String end) {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().endsWith(end)).toList();
        } catch (IOException e) {
            throw new AssertionError(folder.toString(), e);
        }
    }

    private static Outcome run(Path caches, String options) throws Exception {
        return Jar.on(Jar.here(), caches).with("INTARSIA_CACHE", "").with("XDG_CACHE_HOME", caches.toString())
            .with("INTARSIA_JAVA_OPTS", options).run("--version");
    }

    private Path archive() {
        return named(cache, ".jsa").getFirst();
    }

    /** Makes the stamp newer, so that the archive reaches the JVM. */
    private void trustIt() throws IOException {
        Files.setLastModifiedTime(Path.of(archive() + ".stamp"), Files.getLastModifiedTime(archive()));
    }

    private boolean isUsed() throws Exception {
        var log = folder.resolve("classes.log");
        var outcome = run(folder, MAKE_NONE + " -Xlog:class+load:file=" + log);
        assertEquals("", outcome.err());
        assertTrue(outcome.out().matches("intarsia \\S+ on JDK 25\\S*\\R"), outcome.out());
        assertEquals(0, outcome.exit());
        try (Stream<String> lines = Files.lines(log)) {
            return lines.anyMatch(l -> l.contains(" intarsia.cli.Main ") && l.contains("shared objects file"));
        }
    }

    @Test void itIsUsed() throws Exception {
        assertTrue(isUsed());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 10_000, 1_000_000})
    void oneCutShortIsHarmless(int bytes) throws Exception {
        try (var file = FileChannel.open(archive(), StandardOpenOption.WRITE)) {
            file.truncate(bytes);
        }
        trustIt();
        assertFalse(isUsed());
    }

    @Test void aFileThatIsNoArchiveIsHarmless() throws Exception {
        Files.delete(archive());
        Files.writeString(cache.resolve(named(cache, ".stamp").getFirst().getFileName().toString().replace(".stamp", "")), "no archive\n".repeat(100_000));
        trustIt();
        assertFalse(isUsed());
    }

    @Test void oneWrittenToSinceIsNotShownToTheJvm() throws Exception {
        try (var file = FileChannel.open(archive(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(1 << 20), file.size() / 2);
        }
        assertFalse(isUsed());
    }

    @Test void oneOfAnotherKindOfJvmIsHarmless() throws Exception {
        var outcome = run(folder, MAKE_NONE + " -XX:ObjectAlignmentInBytes=16");
        assertEquals("", outcome.err());
        assertEquals(0, outcome.exit());
    }

    @Test void aCacheThatOthersMayWriteToIsNotUsed() throws Exception {
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertFalse(isUsed());
    }
}
