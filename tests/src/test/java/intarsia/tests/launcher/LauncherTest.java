package intarsia.tests.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
final class LauncherTest {
    @TempDir private Path temporary;
    private Path elsewhere = Path.of("");

    @BeforeEach void makeAFolderWithBlanksInItsName() throws IOException {
        elsewhere = Files.createDirectory(temporary.resolve("a folder  with blanks"));
    }

    /** A tree that holds the script and one source, and was never built. */
    private Launcher unbuilt() throws IOException {
        var tree = Files.createDirectories(elsewhere.resolve("tree"));
        Files.createDirectories(tree.resolve("cli/src/main"));
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        var script = Files.copy(Launcher.repository().resolve("intarsia"), tree.resolve("intarsia"),
            StandardCopyOption.COPY_ATTRIBUTES);
        return Launcher.ofRepository(elsewhere).through(script).with("INTARSIA_BUILD", "");
    }

    /** A stand-in for Maven that writes a log and fails. */
    private String mavenThatSays(String log) throws IOException {
        var maven = elsewhere.resolve("maven that fails");
        Files.writeString(maven, "#!/bin/sh\ncat <<'END'\n" + log + "\nEND\nexit 1\n");
        assertTrue(maven.toFile().setExecutable(true));
        return maven.toString();
    }

    @Test void fromAFolderWithBlanksItSaysItsVersionAndNothingElse() throws Exception {
        var outcome = Launcher.ofPackaged(elsewhere).run("--version");
        assertEquals("", outcome.err());
        assertTrue(outcome.out().matches("intarsia [0-9]\\S* on JDK 25\\S*\\R"), outcome.out());
        assertEquals(0, outcome.exit());
    }

    @Test void throughAChainOfLinksItFindsItsTree() throws Exception {
        var first = Files.createSymbolicLink(elsewhere.resolve("first"), Launcher.repository().resolve("intarsia"));
        var second = Files.createSymbolicLink(temporary.resolve("second"), Path.of(elsewhere.getFileName().toString(), first.getFileName().toString()));
        var outcome = Launcher.ofPackaged(elsewhere).through(second).run("--version");
        Files.delete(second);
        Files.delete(first);
        assertEquals("", outcome.err());
        assertEquals(0, outcome.exit());
    }

    @Test void argumentsAndExitCodeOfTheCommandPassUnchanged() throws Exception {
        var outcome = Launcher.ofPackaged(elsewhere).run("doctor", "--no such  option");
        assertEquals("", outcome.out());
        assertEquals("intarsia: Unknown option: '--no such  option'\ntry: intarsia doctor --help\n", outcome.err());
        assertEquals(2, outcome.exit());
    }

    @Test void javaOptionsOfTheUserAreTaken() throws Exception {
        var outcome = Launcher.ofPackaged(elsewhere).with("INTARSIA_JAVA_OPTS", "-XX:MaxVectorSize=16 --show-version").run("--version");
        assertTrue(outcome.out().contains("Runtime Environment"), outcome.out());
        assertEquals(0, outcome.exit());
    }

    @Test void withoutAJdkItSaysInThreeLinesWhatToDo() throws Exception {
        var outcome = Launcher.ofRepository(elsewhere).with("INTARSIA_JDK_PATH", "/nowhere:" + elsewhere).run("--version");
        assertEquals("""
            intarsia: no JDK 25 found
              looked at /nowhere:%s
              install a JDK 25 (a full JDK, any vendor), or set JAVA_HOME to one
            """.formatted(elsewhere), outcome.err());
        assertEquals(3, outcome.exit());
    }

    @Test void anotherVersionOfTheJdkIsNotTaken() throws Exception {
        var home = Files.createDirectories(elsewhere.resolve("jdk"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"250.0.1\"\n");
        for (var tool : new String[] {"java", "javac"}) {
            var file = Files.createDirectories(home.resolve("bin")).resolve(tool);
            Files.writeString(file, "#!/bin/sh\n");
            assertTrue(file.toFile().setExecutable(true));
        }
        var launcher = Launcher.ofRepository(elsewhere).with("INTARSIA_JDK_PATH", home.toString());
        assertEquals(3, launcher.run("--java-home").exit());
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        assertEquals(home + "\n", launcher.run("--java-home").out());
    }

    @Test void withoutMavenItSaysInThreeLinesWhatToDo() throws Exception {
        var outcome = unbuilt().with("INTARSIA_MVN", "/nowhere/mvn").run("--version");
        assertEquals("""
            intarsia: no Maven found, and the sources must be built
              looked for /nowhere/mvn
              install Maven 3.8.7 or later (Debian: apt-get install maven; macOS: brew install maven)
            """, outcome.err());
        assertEquals(3, outcome.exit());
    }

    @Test void withoutTheRegistryTheLastThreeLinesSayWhatToDo() throws Exception {
        var log = "[INFO] Building intarsia-ir 1 [2/10]\n[ERROR] Non-resolvable import POM: Could not transfer artifact a:b:1: registry.invalid: Unknown host";
        var launcher = unbuilt().with("INTARSIA_MVN", mavenThatSays(log));
        for (var command : List.of("--version", "test")) {
            var outcome = launcher.run(command);
            var lines = outcome.err().lines().filter(l -> !l.startsWith("intarsia: building ")).toList();
            assertEquals(3, lines.size(), outcome.err());
            assertEquals("intarsia: Maven cannot reach its registry, which a first build needs", lines.get(0));
            assertTrue(lines.get(1).contains("registry.invalid: Unknown host"), lines.get(1));
            assertEquals(3, outcome.exit());
        }
    }

    @Test void aBuildThatFailsShowsTheCompilersFirstLineAndLeavesNoStamp() throws Exception {
        var log = "[ERROR] COMPILATION ERROR :\n[ERROR] A.java:[3,5] ';' expected";
        var launcher = unbuilt().with("INTARSIA_MVN", mavenThatSays(log));
        var outcome = launcher.run("--version");
        assertTrue(outcome.err().contains("\n  A.java:[3,5] ';' expected\n"), outcome.err());
        assertEquals(1, outcome.exit());
        assertEquals(1, launcher.run("--version").exit());
        assertTrue(Files.notExists(elsewhere.resolve("tree/target/building")));
    }

    @Test void aTestThatSpeaksOfARefusedConnectionIsNotTakenForTheRegistry() throws Exception {
        var log = "[ERROR] ServerTest.answers: Connection refused";
        assertEquals(1, unbuilt().with("INTARSIA_MVN", mavenThatSays(log)).run("test").exit());
    }

    @Test void unbuiltAndForbiddenToBuildIsSaid() throws Exception {
        var outcome = unbuilt().with("INTARSIA_BUILD", "never").run("--version");
        assertEquals(3, outcome.err().lines().count(), outcome.err());
        assertEquals(3, outcome.exit());
    }
}
