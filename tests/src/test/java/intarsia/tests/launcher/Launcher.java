package intarsia.tests.launcher;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts Intarsia as a user's shell does. It never builds, since these tests run inside a build, and keeps nothing in a cache. */
record Launcher(List<String> command, Path workingFolder, Map<String, String> environment) {
    private static final int PATIENCE_SECONDS = 120;

    /** What a run left: its exit code, and the text of its two streams. */
    record Outcome(int exit, String out, String err) {}

    /** The repository's own script, with the JDK that runs this test. */
    static Launcher ofRepository(Path workingFolder) {
        return new Launcher(List.of(repository().resolve("intarsia").toString()), workingFolder, Map.of(
            "INTARSIA_BUILD", "never", "INTARSIA_CACHE", "off", "INTARSIA_JDK_PATH", System.getProperty("java.home")));
    }

    /** As {@link #ofRepository}; the test that calls it is skipped where the jar is not packaged yet. */
    static Launcher ofPackaged(Path workingFolder) {
        Jar.file();
        return ofRepository(workingFolder);
    }

    static Path repository() {
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            if (Files.isExecutable(p.resolve("intarsia")) && Files.exists(p.resolve("pom.xml"))) return p;
        }
        throw new IllegalStateException("no folder with ./intarsia and pom.xml at or above " + Path.of("").toAbsolutePath());
    }

    Launcher with(String variable, String value) {
        var changed = new HashMap<>(environment);
        changed.put(variable, value);
        return new Launcher(command, workingFolder, changed);
    }

    Launcher through(Path script) {
        return through(script.toString());
    }

    /** Another program, with the first of its arguments. */
    Launcher through(String... otherCommand) {
        return new Launcher(List.of(otherCommand), workingFolder, environment);
    }

    /** Streams go to files, so that no pipe can fill. */
    Outcome run(String... arguments) throws IOException, InterruptedException {
        var whole = new ArrayList<>(command);
        whole.addAll(List.of(arguments));
        var out = Files.createTempFile("intarsia", ".out");
        var err = Files.createTempFile("intarsia", ".err");
        try {
            var builder = new ProcessBuilder(whole).directory(workingFolder.toFile())
                .redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("INTARSIA_"));
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended) process.destroyForcibly();
            assertTrue(ended, () -> whole + " did not end in " + PATIENCE_SECONDS + " s");
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
