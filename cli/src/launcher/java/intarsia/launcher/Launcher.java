package intarsia.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Finds a JDK 25, starts the {@code intarsia} command on it with this process's streams, ends with its exit code. */
public final class Launcher {
    private static final int MACHINE = 3;

    private Launcher() {
    }

    /** Runs the command line; ends this JVM. */
    public static void main(String[] args) throws IOException, InterruptedException {
        JdkSearch search = JdkSearch.here();
        Optional<Path> jdk = search.find();
        if (!jdk.isPresent()) {
            System.err.println("intarsia: no JDK " + Jdk.WANTED + " found; this is Java " + System.getProperty("java.version"));
            System.err.println("  looked at " + search.places());
            System.err.println("  install a JDK " + Jdk.WANTED + " (a full JDK, any vendor), or set JAVA_HOME to one");
            System.exit(MACHINE);
        } else {
            System.exit(Child.run(command(jdk.get(), args)));
        }
    }

    private static List<String> command(Path jdk, String[] args) throws IOException {
        List<String> command = new ArrayList<>(Child.knowingTheTerminal(Jdk.java(jdk)));
        Path jar = Jvm.jar();
        command.addAll(Jvm.flags());
        Optional<Archive> archive = Archive.of(jar);
        if (archive.isPresent()) command.addAll(archive.get().flags());
        command.addAll(Jvm.optionsOfUser());
        command.addAll(Arrays.asList("-cp", jar.toString(), "intarsia.cli.Main"));
        command.addAll(Arrays.asList(args));
        return command;
    }
}
