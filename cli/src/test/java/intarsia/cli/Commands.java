package intarsia.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs commands, and keeps what the last of them wrote. */
final class Commands {
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    /** The exit code of a command. */
    int run(Object... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        String[] args = new String[arguments.length];
        for (int i = 0; i < args.length; i++) args[i] = String.valueOf(arguments[i]);
        return Main.execute(new PrintWriter(out), new PrintWriter(err), args);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
