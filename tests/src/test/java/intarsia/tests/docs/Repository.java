package intarsia.tests.docs;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the repository is. */
final class Repository {
    /** Its root folder: the one at or above the working folder that holds {@code intarsia} and {@code docs}. */
    static final Path ROOT = find();

    private Repository() {
    }

    private static Path find() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isExecutable(at.resolve("intarsia")) && Files.isDirectory(at.resolve("docs"))) {
                return at;
            }
        }
        throw new IllegalStateException("no folder at or above the working folder holds intarsia and docs");
    }
}
