package intarsia.launcher;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A class-data archive: classes of Intarsia and of the JDK as the JVM has them in memory, so that it need not parse and
 * verify them at each start. The JVM itself takes no notice of one that is absent, damaged, of another JVM or of another jar.
 */
final class Archive {
    private final Path file;

    private Archive(Path file) {
        this.file = file;
    }

    /** The archive for a jar, present or not; none where there is no place for one, or the user wants none. */
    static Optional<Archive> of(Path jar) {
        if ("never".equals(System.getenv("INTARSIA_ARCHIVE"))) return Optional.empty();
        return Cache.ofUser().map(folder -> new Archive(folder.resolve("classes-" + Integer.toHexString(jar.toString().hashCode()) + ".jsa")));
    }

    /** Flags with which a JVM uses the archive, and intarsia.cli renews it. */
    List<String> flags() {
        return Arrays.asList("-XX:SharedArchiveFile=" + file, "-Dintarsia.archive=" + file);
    }
}
