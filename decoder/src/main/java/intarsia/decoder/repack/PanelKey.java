package intarsia.decoder.repack;

import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufTensor;
import intarsia.ir.device.CodeVersion;
import intarsia.ir.device.Digest;
import intarsia.ir.type.Format;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Everything that decides what is in a file of panels, as text: which model file, as far as a moment can tell, which panels, and the code that makes them. */
record PanelKey(String text) {
    private static final int SAMPLES = 16;

    static PanelKey of(Gguf file, List<Panel> panels) throws IOException {
        Path path = file.path().toRealPath();
        StringBuilder text = new StringBuilder("model " + path + "\nbytes " + file.fileBytes() + "\nmodified " + Files.getLastModifiedTime(path).toInstant());
        text.append("\nhead ").append(head(file)).append("\npages ").append(pages(file.bytes()));
        text.append("\ncode ").append(CodeVersion.of(PanelKey.class, Format.class));
        for (Panel p : panels) {
            text.append('\n').append(String.join(" ", List.of(p.weight(), p.tensor(), p.from().toString(), p.to().toString(), p.rows() + "x" + p.columns())));
        }
        return new PanelKey(text.toString());
    }

    /** The name of the file. */
    String name() {
        return new Digest().add(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)).text();
    }

    /** All that stands before the first tensor. */
    private static String head(Gguf file) {
        long end = file.tensors().stream().mapToLong(GgufTensor::offset).min().orElse(file.fileBytes());
        Digest d = new Digest();
        for (long at = 0; at < end; at += 1 << 20) d.add(bytes(file.bytes(), at, Math.min(1 << 20, end - at)));
        return d.text();
    }

    /** Of pages at equal distances, the last among them. */
    private static String pages(MemorySegment file) {
        Digest d = new Digest();
        for (int i = 0; i < SAMPLES; i++) {
            long at = Math.max(0, file.byteSize() - PanelFile.PAGE) / (SAMPLES - 1) * i;
            d.add(bytes(file, at, Math.min(PanelFile.PAGE, file.byteSize() - at)));
        }
        return d.text();
    }

    private static byte[] bytes(MemorySegment file, long at, long count) {
        return file.asSlice(at, count).toArray(ValueLayout.JAVA_BYTE);
    }
}
