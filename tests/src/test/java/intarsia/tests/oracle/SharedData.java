package intarsia.tests.oracle;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The files of {@code shared/data}, which lies beside the repository; a test whose file is absent is skipped by name. */
public final class SharedData {
    private SharedData() { }

    /** The file at {@code name} below {@code shared/data}. */
    public static Path file(String name) {
        Path root = root();
        assumeTrue(root != null, () -> "needs shared/data/" + name + ", and no folder above " + Path.of("").toAbsolutePath().getFileName() + " holds shared/data");
        Path file = root.resolve(name);
        assumeTrue(Files.exists(file), () -> "needs shared/data/" + name);
        return file;
    }

    private static @Nullable Path root() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path data = at.resolve("shared/data");
            if (Files.isDirectory(data)) return data;
        }
        return null;
    }
}
