package intarsia.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the children of this test are shells")
final class ChildTest {
    private static final int PATIENCE_SECONDS = 60;

    /** Runs its arguments as {@link Launcher} runs a JVM. */
    static final class Parent {
        private Parent() {
        }

        public static void main(String[] args) throws IOException, InterruptedException {
            System.exit(Child.run(List.of(args)));
        }
    }

    private static Process parent(String script) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
            Parent.class.getName(), "/bin/sh", "-c", script).start();
    }

    private static int end(Process process) throws InterruptedException {
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "did not end in " + PATIENCE_SECONDS + " s");
        return process.exitValue();
    }

    @Test void streamsAreTheOnesOfTheParentAndSoIsTheExitCode() throws Exception {
        Process parent = parent("read line; echo \"out $line\"; echo \"err $line\" >&2; exit 42");
        try (var in = parent.outputWriter()) {
            in.write("hello\n");
        }
        assertEquals(42, end(parent));
        assertEquals("out hello\n", new String(parent.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals("err hello\n", new String(parent.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test void theChildDoesNotOutliveAParentThatIsToldToEnd() throws Exception {
        Process parent = parent("echo $$; exec sleep 1000");
        ProcessHandle child;
        try (BufferedReader out = parent.inputReader()) {
            child = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            parent.destroy();
            end(parent);
        }
        child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test void aChildThatWillNotEndIsEnded() throws Exception {
        Process parent = parent("trap '' TERM; echo $$; while :; do sleep 1; done");
        ProcessHandle child;
        try (BufferedReader out = parent.inputReader()) {
            child = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            parent.destroy();
            end(parent);
        }
        child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test void theChildIsToldThatAFileIsNoTerminal() throws Exception {
        var command = Child.knowingTheTerminal(Path.of("/bin/echo"));
        assertEquals("-Dintarsia.stderr.terminal=false a  b\n", said(command, "a  b"));
    }

    private static String said(List<String> command, String argument) throws Exception {
        var whole = new ArrayList<>(command);
        whole.add(argument);
        Process process = new ProcessBuilder(whole).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, end(process));
        return out;
    }
}
