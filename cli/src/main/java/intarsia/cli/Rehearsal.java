package intarsia.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;

/** Does what commands commonly do, so that the JVM which runs it has loaded their classes: they go into the class-data archive. */
public final class Rehearsal {
    private static final List<List<String>> COMMANDS = List.of(
        List.of("--help"),
        List.of("inspect", "gemv", "--stage", "bytecode"),
        List.of("run", "--prompt", "Once upon a time", "--tokens", "8"),
        List.of("run", "--no-such-option"));

    private Rehearsal() {}

    /** Runs the commands, whatever comes of them, and ends the JVM. */
    public static void main(String[] args) {
        for (var command : COMMANDS) {
            Main.execute(new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()), command.toArray(String[]::new));
        }
        System.exit(Exit.OK);
    }
}
