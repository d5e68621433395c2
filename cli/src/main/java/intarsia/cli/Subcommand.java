package intarsia.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A subcommand: it writes answers to {@link #out}, and returns an exit code or throws. */
abstract class Subcommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    private CommandLine line() {
        if (spec == null) throw new IllegalStateException("picocli gave no command model");
        return spec.commandLine();
    }

    /** Standard output, where answers go. */
    final PrintWriter out() {
        return line().getOut();
    }

    /** Standard error. */
    final PrintWriter err() {
        return line().getErr();
    }
}
