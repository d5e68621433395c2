package intarsia.tests.cli;

import intarsia.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs the {@code intarsia} command in this JVM. */
record Command(int exit, String out, String err) {
    static Command run(Object... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        String[] args = new String[arguments.length];
        for (int i = 0; i < args.length; i++) args[i] = String.valueOf(arguments[i]);
        int exit = Main.execute(new PrintWriter(out), new PrintWriter(err), args);
        return new Command(exit, out.toString(), err.toString());
    }
}
