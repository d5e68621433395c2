package intarsia.decoder.repack;

import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufTensor;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The bytes of tensors, read from their file: pages of its mapping that are touched would count as memory of the process. */
final class SourceBytes implements AutoCloseable {
    private final Optional<FileChannel> file;

    private SourceBytes(Optional<FileChannel> file) {
        this.file = file;
    }

    /** Of an open file, which must still be the one that was opened. */
    static SourceBytes of(Gguf file) throws IOException {
        if (!file.mapped()) return new SourceBytes(Optional.empty());
        FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ);
        if (channel.size() != file.fileBytes()) {
            channel.close();
            throw new IOException(file.path() + " has changed since it was opened: wanted " + file.fileBytes() + " bytes");
        }
        return new SourceBytes(Optional.of(channel));
    }

    /** Bytes of a tensor from one on, as many as there is room for. */
    void read(GgufTensor t, long from, MemorySegment to) throws IOException {
        if (file.isEmpty()) {
            MemorySegment.copy(t.data(), from, to, 0, to.byteSize());
            return;
        }
        ByteBuffer rest = to.asByteBuffer();
        for (long at = t.offset() + from; rest.hasRemaining(); ) {
            int read = file.get().read(rest, at);
            if (read < 0) throw new EOFException(t.name() + " is cut short: the file has changed since it was opened");
            at += read;
        }
    }

    @Override public void close() throws IOException {
        if (file.isPresent()) file.get().close();
    }
}
