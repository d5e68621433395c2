package intarsia.decoder.repack;

import intarsia.decoder.file.AtomicFile;
import intarsia.decoder.gguf.Gguf;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Writes a file of panels: each to its place, then what stands before them. */
final class PanelWriter {
    private final PanelFile file;
    private final FileChannel out;
    private final List<PanelEntry> done = new ArrayList<>();
    private final CRC32C sum = new CRC32C();
    private long at;

    PanelWriter(PanelFile file, FileChannel out) {
        this.file = file;
        this.out = out;
    }

    /** All of it; it is on the disk when this returns. */
    void write(Gguf model, List<Panel> panels, Repacker repacker) throws IOException {
        repacker.repack(model, panels, (_, piece) -> accept(piece));
        repacker.progress().at("reading the model once more for its hash", 0, 1);
        String hash = FileHash.sha256(model.path(), repacker::stop);
        out.position(0);
        AtomicFile.append(out, MemorySegment.ofArray(file.with(hash, done).head()));
        out.force(false); // without this a power cut after the rename may leave the name on an empty file
    }

    private void accept(MemorySegment piece) throws IOException {
        PanelEntry now = file.entries().get(done.size());
        if (at == 0) out.position(now.offset());
        ByteBuffer bytes = piece.asByteBuffer();
        sum.update(bytes.duplicate());
        AtomicFile.append(out, piece);
        at += bytes.limit();
        if (at == now.bytes()) {
            done.add(now.summed((int) sum.getValue()));
            sum.reset();
            at = 0;
        }
    }
}
