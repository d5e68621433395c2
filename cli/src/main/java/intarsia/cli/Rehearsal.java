package intarsia.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;

/** Does what commands commonly do, so that the JVM which runs it has loaded their classes: they go into the class-data archive. */
public final class Rehearsal {
    private static final List<String> STORY = List.of("run", "--prompt", "Once upon a time", "--tokens", "8");
    private static final List<List<String>> OTHERS = List.of(
        List.of("--help"), List.of("run", "--no-such-option"), List.of("inspect", "gemv", "--stage", "bytecode"));

    private Rehearsal() {}

    /** Runs the commands, whatever comes of them, and ends the JVM. */
    public static void main(String[] args) {
        System.setProperty("intarsia.cache", "off");
        OTHERS.forEach(Rehearsal::run);
        run(STORY); // compiles it all
        System.clearProperty("intarsia.cache");
        run(STORY); // puts it into the cache of programs, or finds it there
        System.exit(Exit.OK);
    }

    private static void run(List<String> command) {
        Main.execute(new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()), command.toArray(String[]::new));
    }
}
