package intarsia.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that takes the place of this one: its streams are ours, and it does not outlive us, whenever we are told to end. */
final class Child {
    /** The child finishes its line first when it is interrupted. */
    private static final int PATIENCE_SECONDS = 5;
    /** What a shell says of a process that SIGTERM ended. */
    private static final int TERMINATED = 143;
    /** Only a shell can tell whether standard error is a terminal; then the JVM takes the shell's place. */
    private static final String SHELL = "terminal=false; [ ! -t 2 ] || terminal=true; java=$1; shift; "
            + "exec \"$java\" -Dintarsia.stderr.terminal=$terminal \"$@\"";

    private final ProcessBuilder builder;
    private Process process;
    private boolean stopped;

    private Child(List<String> command) {
        builder = new ProcessBuilder(command).inheritIO();
    }

    /** The beginning of a command that starts {@code java} and tells it whether standard error is a terminal. */
    static List<String> knowingTheTerminal(Path java) {
        return new File("/bin/sh").canExecute() ? Arrays.asList("/bin/sh", "-c", SHELL, "intarsia", java.toString())
                : Collections.singletonList(java.toString());
    }

    /** Runs a command to its end; answers its exit code. */
    static int run(List<String> command) throws IOException, InterruptedException {
        Child child = new Child(command);
        Thread stopper = new Thread(child::stop, "stop the child");
        Runtime.getRuntime().addShutdownHook(stopper);
        int status = child.start() ? child.process.waitFor() : TERMINATED;
        try {
            Runtime.getRuntime().removeShutdownHook(stopper);
        } catch (IllegalStateException e) {
            return status; // this process is ending already: the hook has seen to the child
        }
        return status;
    }

    /** False where we were told to end before. */
    private synchronized boolean start() throws IOException {
        if (!stopped) process = builder.start();
        return !stopped;
    }

    /** Ctrl-C reaches the child by itself, other ways to end this process do not. */
    private synchronized void stop() {
        stopped = true;
        if (process == null) return;
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
