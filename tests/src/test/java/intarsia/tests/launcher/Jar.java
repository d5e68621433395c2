package intarsia.tests.launcher;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The jar that holds everything, and how to start it. */
final class Jar {
    private Jar() {
    }

    /** The jar; the test that asks is skipped where it is not packaged yet. */
    static Path file() {
        return packaged("cli/target/intarsia.jar");
    }

    /** The folder of all modules, for a module path; skips as {@link #file}. */
    static Path modules() {
        return packaged("cli/target/modules");
    }

    private static Path packaged(String name) {
        Path file = Launcher.repository().resolve(name);
        assumeTrue(Files.exists(file), () -> name + " is not there: this needs mvn verify");
        return file;
    }

    /** {@code java -jar intarsia.jar}, on the Java of that home; the JDK that runs this test does the work. */
    static Launcher on(Path javaHome, Path workingFolder) {
        return Launcher.ofPackaged(workingFolder).through(java(javaHome), "-jar", file().toString());
    }

    static String java(Path home) {
        return home.resolve("bin").resolve("java").toString();
    }

    /** The JDK that runs this test. */
    static Path here() {
        return Path.of(System.getProperty("java.home"));
    }

    /** A Java too old to do the work; the test that asks is skipped where the machine has none. */
    static Path older() {
        Optional<Path> found = Stream.concat(onPath(), usual()).filter(Jar::isOlder).findFirst();
        assumeTrue(found.isPresent(), "no Java from 8 to 24 on this machine, on PATH or in /usr/lib/jvm");
        return found.orElseThrow();
    }

    private static Stream<Path> onPath() {
        return Arrays.stream(System.getenv("PATH").split(":", -1)).map(folder -> Path.of(folder, "java")).filter(Files::isExecutable)
            .map(Jar::real).map(java -> java.getParent().getParent());
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file;
        }
    }

    private static Stream<Path> usual() {
        Path folder = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(folder)) return Stream.empty();
        try (Stream<Path> homes = Files.list(folder)) {
            return homes.sorted().toList().stream().filter(home -> Files.isExecutable(Path.of(java(home))));
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static boolean isOlder(Path home) {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.anyMatch(l -> l.matches("JAVA_VERSION=\"(1\\.8|9|1\\d|2[0-4])\\b.*"));
        } catch (IOException e) {
            return false;
        }
    }
}
