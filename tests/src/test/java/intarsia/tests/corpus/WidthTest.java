package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import intarsia.codegen.jvm.JvmBackend;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The corpus in JVMs of other vector widths: a seeded sample of it, under {@code -Dintarsia.all=true} the whole. */
class WidthTest {
    private static final int MINUTES = 30;

    @ParameterizedTest
    @ValueSource(strings = {"-XX:MaxVectorSize=16", "-XX:MaxVectorSize=32", "-XX:UseAVX=2"})
    void theCorpusMeansTheSameAtOtherVectorWidths(String flag) throws IOException, InterruptedException {
        int lanes = flag.endsWith("=16") ? 4 : 8;
        int widest = new JvmBackend().targets().getFirst().lanes();
        assumeTrue(widest > lanes, () -> flag + " is no other width here: vectors have " + widest + " words");
        Process child = new ProcessBuilder(command(flag)).redirectErrorStream(true).start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean ended = child.waitFor(MINUTES, TimeUnit.MINUTES);
        System.out.print(said.lines().filter(l -> l.startsWith(WidthRun.WORD)).map(l -> flag + ": " + l + "\n").reduce("", String::concat));
        assertEquals(0, ended ? child.exitValue() : -1, () -> flag + ":\n" + said);
    }

    private static List<String> command(String flag) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), flag, "-XX:+UseSerialGC"));
        // What this JVM was started with, for it says which modules and native access tests have.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(a -> a.startsWith("--") || a.startsWith("-Dintarsia.")).forEach(command::add);
        command.addAll(List.of("-cp", classPath(), WidthRun.class.getName()));
        return command;
    }

    /** Surefire starts tests from a jar whose manifest is the class path; its own property has the path itself. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
