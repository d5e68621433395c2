package intarsia.cli.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Command lines that start the {@code java} of this JVM on its class path. */
public final class JavaCommand {
    private static final String LAUNCHER_FLAGS = "/intarsia/launcher/jvm-flags";
    /** In a flag by which methods are compiled later than usual. */
    private static final String LATER = "CompileThresholdScaling";

    private JavaCommand() { }

    /** The command that runs {@code main} with these flags of the JVM and these arguments. */
    public static List<String> of(List<String> flags, String main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return command;
    }

    /** The flags that this JVM was started with, those that are wanted; never one that keeps kernels from C2 for longer, for a child is started to have them compiled. */
    public static List<String> flagsOfThis(Predicate<String> wanted) {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(wanted).filter(f -> !f.contains(LATER)).toList();
    }

    /** The flags that the launchers give, whoever started this JVM. */
    public static List<String> flagsOfLauncher() throws IOException {
        try (InputStream in = JavaCommand.class.getResourceAsStream(LAUNCHER_FLAGS)) {
            if (in == null) throw new FileNotFoundException(LAUNCHER_FLAGS + ": this jar is damaged");
            return new String(in.readAllBytes(), UTF_8).lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).toList();
        }
    }
}
