package intarsia.cli.child;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs of the system. */
public final class Executable {
    private Executable() { }

    /** The program of that name in a folder of {@code PATH}, the first; with {@code .exe} where the system wants it so. */
    public static Optional<Path> onPath(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(Pattern.quote(File.pathSeparator), -1)).filter(folder -> !folder.isEmpty())
            .flatMap(folder -> Stream.of(Path.of(folder, name), Path.of(folder, name + ".exe"))).filter(Executable::is).findFirst();
    }

    /** Whether a file can be started. */
    public static boolean is(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
