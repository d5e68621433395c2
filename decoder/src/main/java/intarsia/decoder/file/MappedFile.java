package intarsia.decoder.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Maps a whole file read-only. */
public final class MappedFile {
    private MappedFile() { }

    /**
     * The bytes of a regular file, valid as long as the arena. A file that another process shortens while it is mapped
     * makes the access fail with an {@link InternalError}: nothing at open time can prevent that.
     */
    public static MemorySegment map(Path file, Arena arena) {
        var place = new Place(file, "file");
        if (Files.isDirectory(file)) throw place.fail("a file", "a directory");
        // Opening a pipe or a terminal would wait for ever.
        if (Files.exists(file) && !Files.isRegularFile(file)) throw place.fail("a regular file", "a device or a pipe");
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw place.fail("a readable file", reason(e));
        }
    }

    /** Why an operation on a file failed, in words: the exceptions of {@code java.nio.file} carry only the path. */
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file or folder";
            case AccessDeniedException _ -> "no permission";
            default -> ModelFileException.printable(e.getClass().getSimpleName() + " " + e.getMessage());
        };
    }
}
