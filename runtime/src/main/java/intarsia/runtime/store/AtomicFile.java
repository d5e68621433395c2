package intarsia.runtime.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file that is either whole or not there: beside it first, then an atomic rename. */
public final class AtomicFile {
    /** What names of files end in that are not whole. */
    static final String PART = ".part";

    private AtomicFile() {
    }

    /** Puts {@code content} in place of what was there. It is not forced to the disk: for files that can be checked and made again. */
    public static void write(Path file, byte[] content) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path part = Files.createTempFile(absolute.resolveSibling("."), String.valueOf(absolute.getFileName()), PART);
        try {
            Files.write(part, content);
            Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
