package intarsia.runtime.cpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Zeros as far as any kernel reaches: a mapped sparse file, of which only the pages that are touched take memory. What is only
 * read shares one region.
 */
final class PracticeMemory implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private MemorySegment read = MemorySegment.NULL;

    /** That many bytes; of its own where they are to be written. */
    MemorySegment take(long bytes, boolean written) {
        if (written) {
            return map(bytes);
        }
        if (read.byteSize() < bytes) {
            read = map(bytes);
        }
        return read;
    }

    private MemorySegment map(long bytes) {
        try {
            Path file = Files.createTempFile("intarsia-warm", "");
            Files.delete(file);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.SPARSE,
                    StandardOpenOption.DELETE_ON_CLOSE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return channel.map(FileChannel.MapMode.READ_WRITE, 0, Math.max(bytes, HostMemory.ALIGNMENT), arena);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary file to warm kernels on", e);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
