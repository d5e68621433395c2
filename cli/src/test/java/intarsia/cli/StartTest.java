package intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

/** What is done so that commands start soon. */
final class StartTest {
    @TempDir private Path folder;

    @Test void aCommandIsFoundByTheNameInItsAnnotation() {
        for (var named : Main.COMMANDS) {
            assertEquals(named.name(), named.make().get().getClass().getAnnotation(Command.class).name());
        }
    }

    @Test void onlyTheCommandThatIsCalledIsMade() {
        assertEquals(List.of("doctor"), List.copyOf(Main.commandLine("doctor", "run").getSubcommands().keySet()));
        assertEquals(Main.COMMANDS.size(), Main.commandLine("--help").getSubcommands().size());
        assertEquals(Main.COMMANDS.size(), Main.commandLine().getSubcommands().size());
    }

    @Test void anArchiveIsOfWhatItsStampSaysAsLongAsItIsAsItWas() throws IOException {
        var file = Files.writeString(folder.resolve("a.jsa"), "archive");
        var archive = new StartArchive(file);
        assertFalse(archive.isOf("jar 1"));
        Files.writeString(folder.resolve("a.jsa.stamp"), "jar 1\n7 " + Files.getLastModifiedTime(file).toMillis());
        assertTrue(archive.isOf("jar 1"));
        assertFalse(archive.isOf("jar 2"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        assertFalse(archive.isOf("jar 1"));
    }

    @Test void anAttemptThatFailedIsNotMadeAgain() throws IOException {
        Files.writeString(folder.resolve("a.jsa.stamp"), "jar 1\nnone");
        assertTrue(new StartArchive(folder.resolve("a.jsa")).isOf("jar 1"));
    }

    @Test void anotherJarIsAnotherIdentity() throws IOException {
        var jar = Files.writeString(folder.resolve("a.jar"), "jar");
        var before = StartArchive.identity(jar);
        assertEquals(before, StartArchive.identity(jar));
        assertTrue(before.contains(System.getProperty("java.vm.version")), before);
        Files.writeString(jar, "jar!");
        assertFalse(before.equals(StartArchive.identity(jar)));
    }
}
