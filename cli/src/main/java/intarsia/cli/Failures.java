package intarsia.cli;

import intarsia.decoder.file.ModelFileException;
import intarsia.runtime.EngineMissingException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** How a command that did not succeed ends: one message on standard error, and an exit code. */
final class Failures {
    private Failures() {}

    static int usage(ParameterException e, String[] args) {
        var line = e.getCommandLine();
        var err = line.getErr();
        err.println("intarsia: " + oneLine(e));
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("try: " + line.getCommandSpec().qualifiedName() + " --help");
        }
        err.flush();
        return Exit.USAGE;
    }

    static int execution(Exception e, CommandLine line, ParseResult parsed) {
        return report(e, line, wantsStack());
    }

    static boolean wantsStack() {
        return System.getenv("INTARSIA_TRACE") != null;
    }

    /** As picocli calls {@link #execution}, with the wish for a stack given. */
    static int report(Throwable e, CommandLine line, boolean trace) {
        var err = line.getErr();
        int code = switch (e) {
            case UserError u -> u.exitCode();
            case EngineMissingException _ -> Exit.MACHINE;
            default -> Exit.FAILED;
        };
        boolean said = e instanceof UserError || e instanceof ModelFileException || e instanceof EngineMissingException;
        err.println(said ? "intarsia: " + e.getMessage()
            : "intarsia: unexpected " + oneLine(e) + (trace ? "" : "; INTARSIA_TRACE=1 shows where"));
        if (trace) e.printStackTrace(err);
        err.flush();
        return code;
    }

    private static String oneLine(Throwable e) {
        var text = e instanceof ParameterException ? String.valueOf(e.getMessage()) : e.toString();
        return text.strip().replaceAll("\\R\\s*", " ");
    }
}
