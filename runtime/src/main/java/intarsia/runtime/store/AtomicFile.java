package intarsia.runtime.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/** Writes a file that is either whole or not there: into a file beside it, then an atomic rename. */
public final class AtomicFile {
    /** What names of files end in that are not whole. */
    static final String PART = ".part";

    private AtomicFile() {
    }

    /** What to write. */
    @FunctionalInterface
    public interface Content {
        /** Writes everything to the channel. */
        void writeTo(FileChannel out) throws IOException;
    }

    /**
     * Puts {@code content} in place of what was there, which stays as it was where this fails. Nothing is forced to the disk
     * but what the content forces: after a power cut the name may stand for an empty file.
     *
     * @param attributes of the new file
     */
    public static void write(Path file, Content content, FileAttribute<?>... attributes) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path part = absolute.resolveSibling("." + absolute.getFileName() + "." + ProcessHandle.current().pid() + "-"
                + Long.toHexString(System.nanoTime()) + PART);
        try {
            try (FileChannel out = FileChannel.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
                content.writeTo(out);
            }
            Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** The same with content that is there already. */
    public static void write(Path file, byte[] content, FileAttribute<?>... attributes) throws IOException {
        write(file, out -> {
            for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining(); ) {
                out.write(rest);
            }
        }, attributes);
    }
}
