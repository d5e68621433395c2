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
    /** A subcommand and the name in its annotation: picocli takes 10 ms to read the annotations of each. */
    record Named(String name, Supplier<Callable<Integer>> make) {}

    /** Every subcommand, in the order in which help lists them. */
    static final List<Named> COMMANDS = List.of(
        new Named("run", RunModel::new), new Named("logits", Logits::new), new Named("tokens", Tokens::new), new Named("models", Models::new),
        new Named("tensor", TensorFile::new), new Named("format", FormatCommand::new), new Named("layout", LayoutCommand::new), new Named("quantize", Quantize::new), new Named("quality", Quality::new),
        new Named("eval", Eval::new), new Named("inspect", Inspect::new), new Named("bless", Bless::new),
        new Named("fmt", Fmt::new), new Named("check", Check::new), new Named("fuzz", FuzzCommand::new), new Named("shrink", Shrink::new),
        new Named("bench", BenchCommand::new), new Named("tune", TuneCommand::new), new Named("cache", CacheCommand::new), new Named("doctor", Doctor::new));

    @Spec private @Nullable CommandSpec spec;

    /** Runs the command line and ends the JVM with one of the codes of {@link Exit}. */
    public static void main(String[] args) {
        int status = execute(commandLine(args), args);
        StartArchive.ofProcess().ifPresent(StartArchive::renewIfStale);
        System.exit(status);
    }

    /** Runs a command line in this JVM, its streams being {@code out} and {@code err}; answers one of the codes of {@link Exit}. */
    public static int execute(PrintWriter out, PrintWriter err, String... args) {
        return execute(commandLine(args).setOut(out).setErr(err), args);
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

    /** The command, ready to execute {@code args}: with the one subcommand that they begin with, else with all. Its writers may be replaced. */
    static CommandLine commandLine(String... args) {
        var line = new CommandLine(new Main());
        var named = COMMANDS.stream().filter(c -> args.length > 0 && c.name().equals(args[0])).toList();
        for (var command : named.isEmpty() ? COMMANDS : named) line.addSubcommand(command.make().get());
        return line.setParameterExceptionHandler(Failures::usage).setExecutionExceptionHandler(Failures::execution);
    }

    /** Reached when no subcommand is named. */
    @Override public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli gave no command model");
        throw new ParameterException(spec.commandLine(), "a command is wanted; known: "
            + String.join(", ", spec.subcommands().keySet()));
    }
}
