package intarsia.cli;

import intarsia.cli.child.JavaCommand;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The class-data archive that makes this program start sooner. The launchers name its file to the JVM, which ignores it
 * unless it was made by this very JVM from this very jar. It is renewed here, by a process that goes on when the command is
 * done: nobody waits for it.
 *
 * @param file the archive, present or not; beside it lies a stamp that says what it was made from
 */
record StartArchive(Path file) {
    private static final String MAKER = "intarsia.launcher.MakeArchive";
    private static final List<String> FLAGS = List.of("-Xlog:disable", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** The archive that the launcher names; none without a launcher, or where the name is empty. */
    static Optional<StartArchive> ofProcess() {
        return Optional.ofNullable(System.getProperty("intarsia.archive")).filter(name -> !name.isEmpty()).map(name -> new StartArchive(Path.of(name)));
    }

    /** Has the archive made, behind our back, if there is none of this JVM and jar. */
    void renewIfStale() {
        try {
            var identity = identity(Path.of(System.getProperty("java.class.path")));
            if (isOf(identity) || !Files.isWritable(file.toAbsolutePath().getParent())) return;
            new ProcessBuilder(JavaCommand.of(FLAGS, MAKER, List.of(file.toString(), identity)))
                .redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start().getOutputStream().close();
        } catch (IOException e) {
            return; // all works without it
        }
    }

    /** True if the archive there is the one that was made, or not made, from what {@code identity} says. */
    boolean isOf(String identity) throws IOException {
        var stamp = Path.of(file + ".stamp");
        return Files.exists(stamp) && Files.readString(stamp).equals(identity + "\n" + state());
    }

    /** As the stamp has it: what has been cut short or written over since does not count. */
    private String state() throws IOException {
        return Files.exists(file) ? Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis() : "none";
    }

    /** One line that changes when an archive becomes useless. */
    static String identity(Path jar) throws IOException {
        return String.join(", ", System.getProperty("java.vm.vendor"), System.getProperty("java.vm.name"), System.getProperty("java.vm.version"),
            System.getProperty("java.home"), jar.toString(), Files.size(jar) + " bytes", Files.getLastModifiedTime(jar).toString());
    }
}
