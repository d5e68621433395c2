package intarsia.decoder.file;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Writes a file that is either whole or not there, and is on the disk when that is said. */
public final class AtomicFile {
    /** A byte buffer holds at most 2^31 - 1 bytes; the size of one write does not matter above some megabytes. */
    private static final long PIECE = 1L << 26;

    private AtomicFile() { }

    /** Writes the content to {@code target}; when this fails, an older file of that name stays as it was. */
    public static void write(Path target, intarsia.runtime.store.AtomicFile.Content content) {
        try {
            intarsia.runtime.store.AtomicFile.write(target, out -> {
                content.writeTo(out);
                // Without this a power cut after the rename may leave the name on an empty file.
                out.force(false);
            });
        } catch (IOException e) {
            throw new Place(target, "output").fail("a file that can be written", MappedFile.reason(e));
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
