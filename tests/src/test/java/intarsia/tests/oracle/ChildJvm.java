package intarsia.tests.oracle;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A class of the tests run in a JVM of its own: where JVM options matter, or where the JIT must not have seen other tests.
 *
 * @param said what it wrote, standard error included
 * @param exit its exit status; -1 where it did not end in time
 */
public record ChildJvm(String said, int exit) {
    private static final int MINUTES = 30;

    /** Runs a class to its end, with the modules and properties that this JVM was started with and more options. */
    public static ChildJvm run(Class<?> main, String... options) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(command(main, options)).redirectErrorStream(true).start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean ended = child.waitFor(MINUTES, TimeUnit.MINUTES);
        return new ChildJvm(said, ended ? child.exitValue() : -1);
    }

    private static List<String> command(Class<?> main, String... options) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        // What this JVM was started with, for it says which modules and native access tests have.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(a -> a.startsWith("--") || a.startsWith("-Dintarsia.")).forEach(command::add);
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath(), main.getName()));
        return command;
    }

    /** Surefire starts tests from a jar whose manifest is the class path; its own property has the path itself. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
