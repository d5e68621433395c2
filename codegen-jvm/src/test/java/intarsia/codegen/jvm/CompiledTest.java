package intarsia.codegen.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each case waits for a JVM of its own, so several go on at once. */
@Execution(ExecutionMode.CONCURRENT)
class CompiledTest {
    @ParameterizedTest
    @CsvSource({"4, -XX:+UseSuperWord", "8, -XX:UseAVX=2", "8, -XX:MaxVectorSize=32", "4, -XX:MaxVectorSize=16", "16, -XX:UseAVX=3"})
    void codeOfC2GivesTheSameBitsStaysInsideViewsAndAllocatesNothing(int lanes, String flag) throws IOException, InterruptedException {
        int widest = new JvmBackend().targets().getFirst().lanes();
        assumeTrue(lanes <= widest, () -> "vectors of " + lanes + " words; this JVM has " + widest);
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:+IgnoreUnrecognizedVMOptions", flag,
                "-XX:-TieredCompilation", "-Xbatch", "-XX:CompileCommand=quiet", "-XX:CompileCommand=CompileThresholdScaling,*Kernel*.*,0.01",
                "-XX:+PrintCompilation", "-cp", System.getProperty("java.class.path"), CompiledRows.class.getName(), Integer.toString(lanes)));
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), () -> tail(said));
        assertTrue(said.contains("\n0 differences"), () -> tail(said));
        long compiled = said.lines().filter(l -> l.contains("Kernel$test") && (l.contains("::run ") || l.contains("::blocks "))).count();
        assertTrue(compiled > OpRow.all().size(), () -> "C2 compiled only " + compiled + " kernels\n" + tail(said));
    }

    private static String tail(String said) {
        List<String> lines = said.lines().filter(l -> !l.contains("::")).toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }
}
