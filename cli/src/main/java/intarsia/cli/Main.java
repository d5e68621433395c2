package intarsia.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code intarsia} command. A subcommand is a class of this package and a line in {@link #COMMANDS}. */
@Command(name = "intarsia", mixinStandardHelpOptions = true, versionProvider = Version.class,
    description = "Compiles and runs low-precision tile kernels, and a language model made of them.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:an input was wrong, or the program failed", "2:wrong usage", "3:this machine lacks something needed"},
    footer = {"", "From a source tree, ./intarsia test runs the tests.", "INTARSIA_TRACE=1 shows the stack of an unexpected error."})
public final class Main implements Callable<Integer> {
    /** Every subcommand, in the order in which help lists them. */
    static final List<Supplier<Callable<Integer>>> COMMANDS = List.of(
        RunModel::new, Logits::new, Tokens::new, Models::new, TensorFile::new, Eval::new, Inspect::new, Bless::new, Doctor::new);

    @Spec private @Nullable CommandSpec spec;

    /** Runs the command line and ends the JVM with one of the codes of {@link Exit}. */
    public static void main(String[] args) {
        Streams.restoreStandardError();
        System.exit(execute(commandLine(), args));
    }

    /** Runs a command line in this JVM, its streams being {@code out} and {@code err}; answers one of the codes of {@link Exit}. */
    public static int execute(PrintWriter out, PrintWriter err, String... args) {
        return execute(commandLine().setOut(out).setErr(err), args);
    }

    /** Executes and answers the exit code; picocli handles exceptions, an {@link Error} (no memory, no class) ends here. */
    static int execute(CommandLine line, String... args) {
        try {
            return line.execute(args);
        } catch (Error e) {
            return Failures.report(e, line, Failures.wantsStack());
        } finally {
            line.getOut().flush();
        }
    }

    /** The whole command, ready to execute; its writers may be replaced. */
    static CommandLine commandLine() {
        var line = new CommandLine(new Main());
        for (var command : COMMANDS) line.addSubcommand(command.get());
        return line.setParameterExceptionHandler(Failures::usage).setExecutionExceptionHandler(Failures::execution);
    }

    /** Reached when no subcommand is named. */
    @Override public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli gave no command model");
        throw new ParameterException(spec.commandLine(), "a command is wanted; known: "
            + String.join(", ", spec.subcommands().keySet()));
    }
}
