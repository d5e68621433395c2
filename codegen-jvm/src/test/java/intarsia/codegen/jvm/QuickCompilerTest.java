package intarsia.codegen.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The quick compiler would work long on kernels, for nothing; it is to refuse them at once. */
class QuickCompilerTest {
    private static final String REFUSED = "COMPILE SKIPPED";

    @Test
    void itRefusesEveryKernel() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-Xbatch",
                "-XX:CompileCommand=quiet", "-XX:CompileCommand=CompileThresholdScaling,*Kernel*.*,0.01", "-XX:+PrintCompilation",
                "-cp", System.getProperty("java.class.path"), LoopCalls.class.getName())).redirectErrorStream(true).start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), said);
        List<String> wanted = said.lines().filter(l -> l.contains("Kernel$test") && l.contains("::run ") && !l.contains(REFUSED)).toList();
        List<String> refused = said.lines().filter(l -> l.contains("Kernel$test") && l.contains("::run ") && l.contains(REFUSED)).toList();
        assertEquals(LoopRow.all().size(), refused.size(), () -> String.join("\n", wanted));
        assertTrue(refused.stream().allMatch(l -> l.contains("xception handler")), refused::toString);
        assertEquals(refused.size(), wanted.size(), () -> String.join("\n", wanted));
    }
}
