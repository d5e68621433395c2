package intarsia.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the JDKs of this test are shell scripts")
final class JdkSearchTest {
    @TempDir private Path root;

    private Path jdk(String name, String version) throws IOException {
        Path home = root.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        for (var tool : List.of("java", "javac")) script(home.resolve("bin").resolve(tool), "echo 'openjdk version \"" + version + "\"' >&2");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void script(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private Optional<Path> find(Map<String, String> environment, String running, String... folders) throws IOException {
        return new JdkSearch(environment, root.resolve("home").toString(), running, List.of(folders)).find();
    }

    @ParameterizedTest
    @ValueSource(strings = {"25", "25.0.3", "25-ea", "25+36"})
    void theseVersionsWillDo(String version) throws IOException {
        assertTrue(Jdk.isWanted(jdk("jdk", version)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"24.0.2", "26", "250.1", "1.8.0_25", "x25", ""})
    void theseDoNot(String version) throws IOException {
        assertEquals(false, Jdk.isWanted(jdk("jdk", version)));
    }

    @Test void withoutAReleaseFileTheJvmIsAsked() throws IOException {
        Path home = jdk("jdk", "25.0.3");
        Files.delete(home.resolve("release"));
        assertTrue(Jdk.isWanted(home));
    }

    @Test void aJvmWithoutACompilerIsNoJdk() throws IOException {
        Path home = jdk("jdk", "25.0.3");
        Files.delete(home.resolve("bin/javac"));
        assertEquals(false, Jdk.isWanted(home));
    }

    @Test void theOneThatRunsIsTakenFirstThenJavaHomeThenPath() throws IOException {
        Path running = jdk("running", "25"), named = jdk("named", "25"), onPath = jdk("on path", "25");
        var environment = Map.of("JAVA_HOME", named.toString(), "PATH", "/nowhere:" + onPath.resolve("bin"));
        assertEquals(Optional.of(running), find(environment, running.toString()));
        assertEquals(Optional.of(named), find(environment, jdk("old", "17.0.1").toString()));
        Files.writeString(named.resolve("release"), "JAVA_VERSION=\"21\"\n");
        assertEquals(Optional.of(onPath.toRealPath()), find(environment, root.resolve("old").toString()));
    }

    @Test void javaOnPathMayBeALink() throws IOException {
        Path home = jdk("jdk", "25"), bin = Files.createDirectory(root.resolve("links"));
        Files.createSymbolicLink(bin.resolve("java"), home.resolve("bin/java"));
        assertEquals(Optional.of(home.toRealPath()), find(Map.of("PATH", bin.toString()), "/nowhere"));
    }

    @Test void thenTheFoldersByName() throws IOException {
        jdk("all/a-21/Contents/Home", "21");
        Path b = jdk("all/b 25/Contents/Home", "25"), c = jdk("all/c-25", "25.0.1");
        assertEquals(Optional.of(b), find(Map.of(), "/nowhere", root + "/none/*", root + "/all/*/Contents/Home", root + "/all/*"));
        assertEquals(Optional.of(c), find(Map.of(), "/nowhere", root + "/all/c*"));
        assertEquals(Optional.of(c), find(Map.of("SOME DIR", root.toString()), "/nowhere", "%UNSET%/all/*", "%SOME DIR%/all/*"));
        assertEquals(Optional.empty(), find(Map.of(), "/nowhere", root + "/all/a*/Contents/Home"));
    }

    @Test void aTildeIsTheHomeOfTheUser() throws IOException {
        Path home = jdk("home/.jdks/temurin", "25");
        assertEquals(Optional.of(home), find(Map.of(), "/nowhere", "~/.jdks/*"));
    }

    @Test void homesThatAreGivenAreAllThatCounts() throws IOException {
        Path running = jdk("running", "25"), given = jdk("given", "25");
        assertEquals(Optional.of(given), find(Map.of("INTARSIA_JDK_PATH", "/nowhere::" + given), running.toString()));
        assertEquals(Optional.empty(), find(Map.of("INTARSIA_JDK_PATH", ""), running.toString()));
    }

    @Test void itSaysWhereItLooked() {
        var search = new JdkSearch(Map.of(), "/home/ada", "/running", List.of("/opt/*", "/opt/*/Contents/Home", "%UNSET%/*", "~/.jdks/*", "/brew/openjdk*/home"));
        assertEquals("JAVA_HOME, java on PATH, /opt, /home/ada/.jdks, /brew", search.places());
        assertEquals("/a:/b", new JdkSearch(Map.of("INTARSIA_JDK_PATH", "/a:/b"), "/home/ada", "/running", List.of("/opt/*")).places());
    }

    /** What is in the file can be read as {@link JdkSearch} and the scripts read it. */
    @Test void theFileOfFoldersIsWellFormed() throws IOException {
        List<String> lines = Lines.of("jdk-folders");
        for (var line : lines) assertTrue(line.matches("(/|~/|%\\w+%/)[^\\\\*\"]*\\*[^\\\\*\"]*"), line);
        assertTrue(lines.containsAll(List.of("/usr/lib/jvm/*", "/Library/Java/JavaVirtualMachines/*/Contents/Home",
            "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home", "%ProgramFiles%/Java/*", "~/.jdks/*")), lines.toString());
    }

    /** java @FILE would take quotes, blanks and backslashes for its own. */
    @Test void theFilesOfFlagsAreWellFormed() throws IOException {
        for (var flag : Jvm.flags(2)) assertTrue(flag.matches("-[^\\s\"'\\\\]+"), flag);
    }

    @Test void fewCoresHaveAnotherThreadOfC2() throws IOException {
        for (int cores : List.of(2, 3)) assertTrue(Jvm.flags(cores).contains("-XX:CICompilerCount=3"), () -> cores + " cores");
        for (int cores : List.of(1, 4, 64)) assertEquals(Lines.of("jvm-flags"), Jvm.flags(cores), () -> cores + " cores");
    }
}
