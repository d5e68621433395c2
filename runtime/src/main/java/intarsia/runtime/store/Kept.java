package intarsia.runtime.store;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file that a {@link FileCache} keeps.
 *
 * @param name  under which it is kept
 * @param bytes of the file
 * @param used  when it was last read or written
 */
public record Kept(String name, Path file, long bytes, Instant used) {
}
