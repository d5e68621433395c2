package intarsia.decoder.repack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.progress.Stage;
import intarsia.ir.type.BlockFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Panels on disk: right, made once, and made again where they or their model are not what they were. */
class PanelStoreTest {
    @TempDir private Path folder = Path.of("");
    private final AtomicInteger pieces = new AtomicInteger();

    private Path kept() {
        return folder.resolve("kept");
    }

    private PanelStore store() {
        return PanelStore.in(kept(), 1 << 20);
    }

    private Path model() {
        Path file = folder.resolve("m.gguf");
        return Files.exists(file) ? file : Matrices.write(file);
    }

    private Repacker repacker() {
        return new Repacker(3, (what, _, _) -> pieces.addAndGet(what.startsWith("repacking") ? 1 : 0));
    }

    /** Opens the panels, which must be those of the definition; how many pieces had to be made for it. */
    private int open(PanelStore store, List<Panel> panels) throws IOException {
        pieces.set(0);
        try (Gguf file = Gguf.open(model()); Arena arena = Arena.ofShared()) {
            check(file, panels, store.panels(repacker()).of(file, panels, arena));
        }
        return pieces.get();
    }

    private static void check(Gguf file, List<Panel> panels, Map<String, MemorySegment> found) {
        assertEquals(panels.size(), found.size());
        for (Panel p : panels) {
            assertArrayEquals(Matrices.byDefinition(file, p), Objects.requireNonNull(found.get(p.weight())).toArray(ValueLayout.JAVA_BYTE), p::toString);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(kept())) {
            return all.map(f -> f.getFileName().toString()).filter(n -> !n.equals(".lock")).sorted().toList();
        }
    }

    private Path file() throws IOException {
        assertEquals(1, names().size(), names()::toString);
        return kept().resolve(names().getFirst());
    }

    @Test
    void panelsAreMadeOnce() throws IOException {
        assertEquals(3, open(store(), Matrices.panels()));
        assertEquals(0, open(store(), Matrices.panels()));
        assertEquals(1, names().size());
    }

    @Test
    void panelsInMemoryAreThoseOfTheDefinition() throws IOException {
        try (Gguf file = Gguf.open(model()); Arena arena = Arena.ofShared()) {
            check(file, Matrices.panels(), Panels.inMemory(Matrices.repacker()).of(file, Matrices.panels(), arena));
        }
    }

    @Test
    void aModelThatIsInNoFileIsKeptInMemory() throws IOException {
        try (Gguf file = Gguf.read(Path.of("m"), new ByteArrayInputStream(Files.readAllBytes(model()))); Arena arena = Arena.ofShared()) {
            check(file, Matrices.panels(), store().panels(repacker()).of(file, Matrices.panels(), arena));
        }
        assertTrue(Files.notExists(kept()));
    }

    @Test
    void otherPanelsAreAnotherFile() throws IOException {
        open(store(), Matrices.panels());
        assertEquals(2, open(store(), Matrices.panels().subList(0, 2)));
        Panel first = Matrices.panels().getFirst();
        assertEquals(1, open(store(), List.of(new Panel(first.weight(), first.tensor(), first.from(), BlockFormat.parse("Q4_0/rows32x16"), first.rows(), first.columns()))));
        assertEquals(3, names().size());
    }

    @Test
    void aModelThatHasChangedIsRepackedAnew() throws IOException {
        open(store(), Matrices.panels());
        Files.setLastModifiedTime(model(), FileTime.from(Instant.now().minusSeconds(1000)));
        assertEquals(3, open(store(), Matrices.panels()));
        FileTime before = Files.getLastModifiedTime(model());
        try (RandomAccessFile out = new RandomAccessFile(model().toFile(), "rw")) {
            out.seek(out.length() - 2);
            int last = out.read();
            out.seek(out.length() - 2);
            out.write(last ^ 1);
        }
        Files.setLastModifiedTime(model(), before); // whoever changes one byte and turns the clock back is found by its page
        assertEquals(3, open(store(), Matrices.panels()));
        Path copy = Files.copy(model(), folder.resolve("copy.gguf"));
        try (Gguf file = Gguf.open(copy); Arena arena = Arena.ofShared()) {
            check(file, Matrices.panels(), store().panels(repacker()).of(file, Matrices.panels(), arena));
        }
        assertEquals(4, names().size());
    }

    @Test
    void whatIsDamagedIsMadeAgain() throws IOException {
        open(store(), Matrices.panels());
        byte[] good = Files.readAllBytes(file());
        int head = PanelFile.of("", "", Matrices.panels()).head().length;
        List<byte[]> bad = new ArrayList<>();
        for (int i = 0; i < head; i += 7) {
            byte[] b = good.clone();
            b[i] ^= 0x10;
            bad.add(b);
        }
        for (int length : new int[] {0, 10, head, good.length - 1}) bad.add(java.util.Arrays.copyOf(good, length));
        bad.add(new byte[good.length]);
        for (byte[] b : bad) {
            Files.write(file(), b);
            assertEquals(3, open(store(), Matrices.panels()));
            assertArrayEquals(good, Files.readAllBytes(file()));
        }
    }

    @Test
    void theDoctorFindsDamagedBytesAndOtherModels() throws IOException {
        open(store(), Matrices.panels());
        KeptPanels kept = store().list().getFirst();
        assertEquals(List.of(model().toRealPath().toString(), 3, ""), List.of(kept.model(), kept.panels(), kept.fault()));
        assertEquals(Optional.empty(), store().fault(kept, () -> { }));
        byte[] good = Files.readAllBytes(file());
        byte[] bad = good.clone();
        bad[bad.length - 3] ^= 4;
        Files.write(file(), bad);
        assertEquals(Optional.of("damaged: the bytes of w2"), store().fault(kept, () -> { }));
        Files.write(file(), good);
        byte[] m = Files.readAllBytes(model());
        m[m.length - 1] ^= 1;
        Files.write(model(), m);
        assertEquals(Optional.of("of no use: its model has changed"), store().fault(kept, () -> { }));
        Files.delete(model());
        assertEquals(Optional.of("of no use: its model is gone"), store().fault(kept, () -> { }));
        Files.write(file(), new byte[5]);
        assertTrue(store().list().getFirst().fault().startsWith("damaged"), store().list()::toString);
        assertTrue(store().remove(kept.kept().name()));
        assertEquals(List.of(), store().list());
    }

    @Test
    void theBoundIsKept() throws IOException {
        open(store(), Matrices.panels());
        long one = Files.size(file());
        PanelStore narrow = PanelStore.in(kept(), one + 100);
        String first = file().getFileName().toString();
        open(narrow, Matrices.panels().subList(0, 2));
        assertTrue(!file().getFileName().toString().equals(first));
        var e = assertThrows(IOException.class, () -> open(PanelStore.in(kept(), 100), Matrices.panels()));
        assertTrue(String.valueOf(e.getMessage()).contains("at most 100"), e.getMessage());
    }

    @Test
    void cancellingLeavesNothing() throws IOException {
        Repacker repacker = new Repacker(3, Stage.UNSEEN);
        repacker.cancel();
        try (Gguf file = Gguf.open(model()); Arena arena = Arena.ofShared()) {
            assertThrows(CancellationException.class, () -> store().panels(repacker).of(file, Matrices.panels(), arena));
        }
        assertEquals(List.of(), names());
    }

    @Test
    void manyThreadsMakeOneFile() throws InterruptedException, IOException {
        model();
        List<String> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
        AtomicInteger made = new AtomicInteger();
        List<Thread> all = IntStream.range(0, 6).mapToObj(_ -> Thread.ofPlatform().start(() -> {
            try (Gguf file = Gguf.open(model()); Arena arena = Arena.ofShared()) {
                Repacker r = new Repacker(3, (what, _, _) -> made.addAndGet(what.startsWith("repacking") ? 1 : 0));
                check(file, Matrices.panels(), store().panels(r).of(file, Matrices.panels(), arena));
            } catch (IOException | RuntimeException | AssertionError e) {
                wrong.add(e.toString());
            }
        })).toList();
        for (Thread t : all) t.join();
        assertEquals(List.of(), wrong);
        assertEquals(3, made.get());
        assertEquals(1, names().size(), names()::toString);
    }

    @Test
    void aPanelOfAnotherFormatIsNamed() throws IOException {
        Panel p = new Panel("w", "m0", BlockFormat.parse("Q4_0"), BlockFormat.parse("Q8_0/rows16x8"), 16, 64);
        try (Gguf file = Gguf.open(model()); Arena arena = Arena.ofShared()) {
            var e = assertThrows(IllegalArgumentException.class, () -> store().panels(repacker()).of(file, List.of(p), arena));
            assertTrue(String.valueOf(e.getMessage()).contains("q8_0/rows16x8 is no panel of Q4_0"), e.getMessage());
        }
        assertEquals(List.of(), names());
        assertThrows(IllegalArgumentException.class, () -> new Panel("w", "m0", BlockFormat.parse("Q4_0"), BlockFormat.parse("u4g64/rows16x8"), 16, 96));
        assertThrows(IllegalArgumentException.class, () -> Panel.of("w", "m0", intarsia.ir.type.DType.F32, BlockFormat.parse("u4g64/rows16x8"), 16, 64));
    }
}
