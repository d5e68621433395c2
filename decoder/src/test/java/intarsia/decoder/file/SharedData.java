package intarsia.decoder.file;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The folder of real files that stands beside some checkouts; tests that need it are skipped by name elsewhere. */
public final class SharedData {
    private SharedData() { }

    /** A file of that folder; skips the test where it is absent. */
    public static Path file(String name) {
        for (@Nullable Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve("shared/data").resolve(name);
            if (Files.isRegularFile(file)) return file;
        }
        assumeTrue(false, "shared/data/" + name + " is not here");
        throw new AssertionError();
    }
}
