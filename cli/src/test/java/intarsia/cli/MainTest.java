package intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Command(name = "throw")
    private record Throwing(Throwable what) implements Callable<Integer> {
        @Override public Integer call() throws Exception {
            if (what instanceof Exception e) throw e;
            throw (Error) what;
        }
    }

    private int run(String... args) {
        var line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return Main.execute(line, args);
    }

    private int runThrowing(Throwable what) {
        var line = Main.commandLine().addSubcommand(new Throwing(what)).setErr(new PrintWriter(err));
        return Main.execute(line, "throw");
    }

    @Test void versionNamesTheJdk() {
        assertEquals(0, run("--version"));
        assertTrue(out.toString().startsWith("intarsia ") && out.toString().contains("JDK " + Runtime.version()), out.toString());
    }

    @Test void helpListsEverySubcommandOnStandardOutput() {
        assertEquals(0, run("--help"));
        for (var name : Main.commandLine().getSubcommands().keySet()) assertTrue(out.toString().contains("  " + name), name);
        assertEquals("", err.toString());
    }

    @Test void noCommandIsWrongUsageAndNamesTheKnownOnes() {
        assertEquals(2, run());
        assertTrue(err.toString().contains("doctor"), err.toString());
    }

    @Test void anUnknownOptionIsWrongUsageInTwoLines() {
        assertEquals(2, run("doctor", "--nothing"));
        assertEquals("""
            intarsia: Unknown option: '--nothing'
            try: intarsia doctor --help
            """, err.toString());
    }

    @Test void anInputErrorIsItsMessageAndNoMore() {
        assertEquals(1, runThrowing(UserError.input("m.gguf: wanted magic GGUF, found PNG")));
        assertEquals("intarsia: m.gguf: wanted magic GGUF, found PNG\n", err.toString());
    }

    @Test void aUserErrorBringsItsOwnExitCode() {
        assertEquals(3, runThrowing(UserError.machine("no driver")));
        assertEquals(2, runThrowing(UserError.usage("--model FILE is needed")));
    }

    @Test void anUnexpectedExceptionIsOneLineAndSaysHowToSeeTheStack() {
        assertEquals(1, runThrowing(new IllegalStateException("a\n  b")));
        assertEquals("intarsia: unexpected java.lang.IllegalStateException: a b; INTARSIA_TRACE=1 shows where\n", err.toString());
    }

    @Test void anErrorOfTheJvmEndsInTheSameWay() {
        assertEquals(1, runThrowing(new OutOfMemoryError("Java heap space")));
        assertEquals("intarsia: unexpected java.lang.OutOfMemoryError: Java heap space; INTARSIA_TRACE=1 shows where\n", err.toString());
    }

    @Test void aTraceShowsTheStackOnRequestOnly() {
        var line = Main.commandLine().setErr(new PrintWriter(err));
        Failures.report(new IllegalStateException("x"), line, true);
        assertTrue(err.toString().contains("at intarsia.cli.MainTest"), err.toString());
        assertFalse(err.toString().contains("INTARSIA_TRACE"), err.toString());
    }
}
