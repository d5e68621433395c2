package intarsia.decoder.repack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that somebody wrote, whatever they hold, are read as what was written or refused. */
class PanelFileTest {
    private static final PanelFile FILE = PanelFile.of("key", "/m.gguf", Matrices.panels());

    @TempDir private Path folder = Path.of("");

    private PanelFile read(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("x.panels"), bytes);
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            return PanelFile.read(in);
        }
    }

    private static byte[] whole(PanelFile f) {
        return Arrays.copyOf(f.head(), Math.toIntExact(f.bytes()));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        PanelFile written = FILE.with("f".repeat(PanelFile.HASH_DIGITS), FILE.entries().stream().map(e -> e.summed(-5)).toList());
        assertEquals(written, read(whole(written)));
        assertTrue(written.alike(FILE));
        assertFalse(PanelFile.of("other", "/m.gguf", Matrices.panels()).alike(FILE));
    }

    @Test
    void panelsLieAtPagesOneAfterAnother() {
        long end = FILE.head().length;
        for (PanelEntry e : FILE.entries()) {
            assertEquals(0, e.offset() % PanelFile.PAGE);
            assertTrue(e.offset() >= end && e.offset() < end + PanelFile.PAGE);
            end = e.end();
        }
        assertEquals(end, FILE.bytes());
        assertEquals(List.of(16L, 16L, 16L), FILE.entries().stream().map(PanelEntry::stored).toList());
    }

    @Test
    void everyByteOfTheHeadCounts() throws IOException {
        byte[] good = whole(FILE);
        for (int i = 0; i < FILE.head().length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= (byte) (1 << i % 8);
            assertThrows(IllegalArgumentException.class, () -> read(bad), "byte " + i);
        }
        assertEquals(FILE, read(good));
    }

    @Test
    void aFileThatIsCutShortOrGoesOnIsRefused() {
        byte[] good = whole(FILE);
        for (int length : new int[] {0, 1, 31, 32, 100, FILE.head().length - 1, FILE.head().length, PanelFile.PAGE, good.length - 1, good.length + 1}) {
            assertThrows(IllegalArgumentException.class, () -> read(Arrays.copyOf(good, length)), length + " bytes");
        }
    }

    /** Tables whose digest is right, as somebody with the format at hand would write them. */
    @Test
    void placesOutsideOrOnTopOfEachOtherAreRefused() {
        for (int i = 0; i < FILE.entries().size(); i++) {
            PanelEntry e = FILE.entries().get(i);
            for (long offset : new long[] {-PanelFile.PAGE, 0, 1, e.offset() + 1, e.offset() + PanelFile.PAGE, Long.MAX_VALUE, Long.MIN_VALUE}) refused(i, e.at(offset));
            for (long bytes : new long[] {-1, 0, e.bytes() + PanelFile.PAGE, Long.MAX_VALUE}) refused(i, sized(e, bytes));
        }
        assertThrows(IllegalArgumentException.class, () -> FILE.with("short", FILE.entries()));
    }

    private static PanelEntry sized(PanelEntry e, long bytes) {
        return new PanelEntry(e.weight(), e.tensor(), e.from(), e.to(), e.rows(), e.stored(), e.columns(), e.offset(), bytes, e.checksum());
    }

    private void refused(int index, PanelEntry entry) {
        List<PanelEntry> entries = new ArrayList<>(FILE.entries());
        entries.set(index, entry);
        PanelFile hostile = FILE.with(FILE.source(), entries);
        byte[] bytes = Arrays.copyOf(hostile.head(), Math.toIntExact(FILE.bytes()));
        assertThrows(IllegalArgumentException.class, () -> read(bytes), entry::toString);
    }
}
