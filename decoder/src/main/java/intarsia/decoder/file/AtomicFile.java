package intarsia.decoder.file;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file that is either whole or not there: into a temporary file beside it, then an atomic rename. */
public final class AtomicFile {
    /** A byte buffer holds at most 2^31 - 1 bytes; the size of one write does not matter above some megabytes. */
    private static final long PIECE = 1L << 26;

    private AtomicFile() { }

    /** What to write. */
    @FunctionalInterface
    public interface Content {
        /** Writes everything to the channel. */
        void writeTo(FileChannel out) throws IOException;
    }

    /** Writes the content to {@code target}; when this fails, an older file of that name stays as it was. */
    public static void write(Path target, Content content) {
        Path absolute = target.toAbsolutePath();
        Path temporary = absolute.resolveSibling("." + absolute.getFileName() + "." + ProcessHandle.current().pid()
            + "-" + Thread.currentThread().threadId() + ".part");
        try {
            try {
                store(temporary, content);
                Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new Place(target, "output").fail("a file that can be written", MappedFile.reason(e));
        }
    }

    private static void store(Path file, Content content) throws IOException {
        try (var out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            content.writeTo(out);
            // Without this a power cut after the rename may leave the name on an empty file.
            out.force(false);
        }
    }

    /** Appends the whole segment. */
    public static void append(FileChannel out, MemorySegment bytes) throws IOException {
        for (long at = 0; at < bytes.byteSize(); at += PIECE) {
            ByteBuffer piece = bytes.asSlice(at, Math.min(PIECE, bytes.byteSize() - at)).asByteBuffer();
            while (piece.hasRemaining()) out.write(piece);
        }
    }
}
