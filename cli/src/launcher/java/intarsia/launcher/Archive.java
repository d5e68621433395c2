package intarsia.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A class-data archive: classes of Intarsia and of the JDK as the JVM has them in memory, so that it need not parse and
 * verify them at each start. Beside it lies a stamp, written after it.
 */
final class Archive {
    private final Path file;

    Archive(Path file) {
        this.file = file;
    }

    /** The archive for a jar, present or not; none where there is no place for one, or the user wants none. */
    static Optional<Archive> of(Path jar) {
        if ("off".equals(System.getenv("INTARSIA_CACHE"))) return Optional.empty();
        return Cache.ofUser().map(folder -> new Archive(folder.resolve("classes-" + Integer.toHexString(jar.toString().hashCode()) + ".jsa")));
    }

    /**
     * Flags with which intarsia.cli renews the archive, and the JVM uses it. The JVM ignores one of another jar or JVM,
     * and one cut short; one that was written to since is not shown to it.
     */
    List<String> flags() throws IOException {
        List<String> flags = new ArrayList<>();
        flags.add("-Dintarsia.archive=" + file);
        if (Files.exists(file) && Files.exists(stamp()) && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(stamp())) <= 0) {
            flags.add("-XX:SharedArchiveFile=" + file);
        }
        return flags;
    }

    Path file() {
        return file;
    }

    /** A text that says what the archive was made from, and its size and time. */
    Path stamp() {
        return Paths.get(file + ".stamp");
    }
}
