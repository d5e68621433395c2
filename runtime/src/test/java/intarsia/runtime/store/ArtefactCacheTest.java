package intarsia.runtime.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.device.Digest;
import intarsia.ir.device.Sections;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtefactCacheTest {
    private static final ArtefactKey KEY = new ArtefactKey("jvm", "tile kernel add", "compiler 1", "checked false ahead 0");
    private static final byte[] CODE = {1, 2, 3, 4, 5};

    @TempDir
    private Path temporary = Path.of("");

    private ArtefactCache cache() {
        return ArtefactCache.in(temporary.resolve("kernels"), 1 << 20);
    }

    private Path file() {
        return cache().list().getFirst().file();
    }

    private static byte[] signed(byte[] body) {
        return ByteBuffer.allocate(16 + body.length).put(Sections.of("intarsK1")).putLong(new Digest().add(body).value()).put(body).array();
    }

    @Test
    void whatIsKeptIsFoundByItsWholeKey() {
        cache().write(KEY, CODE);
        assertArrayEquals(CODE, cache().read(KEY).orElseThrow());
        List<ArtefactKey> others = List.of(new ArtefactKey("ptx", KEY.text(), KEY.maker(), KEY.options()), new ArtefactKey("jvm", KEY.text() + " ", KEY.maker(), KEY.options()),
                new ArtefactKey("jvm", KEY.text(), "compiler 2", KEY.options()), new ArtefactKey("jvm", KEY.text(), KEY.maker(), ""),
                new ArtefactKey("jvm", KEY.text() + KEY.maker(), "", KEY.options()));
        for (ArtefactKey other : others) {
            assertEquals(Optional.empty(), cache().read(other));
            cache().write(other, new byte[0]);
        }
        assertArrayEquals(CODE, cache().read(KEY).orElseThrow());
        assertEquals(1 + others.size(), cache().list().size());
        assertThrows(IllegalArgumentException.class, () -> new ArtefactKey("../up", "", "", ""));
    }

    @Test
    void anyFlippedBitIsNoticedAndTheEntryDropped() throws IOException {
        cache().write(KEY, CODE);
        byte[] good = Files.readAllBytes(file());
        Path file = file();
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, bad);
            assertTrue(cache().fault(cache().list().getFirst()).isPresent(), "bit " + bit);
            assertEquals(Optional.empty(), cache().read(KEY), "bit " + bit);
            assertFalse(Files.exists(file), "bit " + bit);
        }
        Files.write(file, good);
        assertArrayEquals(CODE, cache().read(KEY).orElseThrow());
        assertEquals(Optional.empty(), cache().fault(cache().list().getFirst()));
    }

    @Test
    void damagedForeignAndHostileFilesAreDropped() throws IOException {
        cache().write(KEY, CODE);
        Path file = file();
        byte[] good = Files.readAllBytes(file), other = KEY.with(CODE);
        byte[] huge = Arrays.copyOf(KEY.with(CODE), other.length);
        ByteBuffer.wrap(huge).putInt(0, Integer.MAX_VALUE);
        byte[] negative = huge.clone();
        ByteBuffer.wrap(negative).putInt(0, -1);
        List<byte[]> bad = new ArrayList<>(List.of(new byte[0], new byte[7], new byte[1000], signed(new byte[0]), signed(huge), signed(negative),
                signed(Sections.join(List.of(other, other))), signed(new ArtefactKey("jvm", "tile kernel mul", KEY.maker(), KEY.options()).with(CODE))));
        for (int bytes = 0; bytes < good.length; bytes++) {
            bad.add(Arrays.copyOf(good, bytes));
        }
        bad.add(Arrays.copyOf(good, good.length + 1));
        for (byte[] content : bad) {
            Files.write(file, content);
            assertTrue(cache().fault(cache().list().getFirst()).isPresent());
            assertEquals(Optional.empty(), cache().read(KEY));
            assertFalse(Files.exists(file));
        }
    }

    @Test
    void anotherKernelsFileUnderThisNameIsNoHit() throws IOException {
        ArtefactKey other = new ArtefactKey("jvm", "tile kernel mul", KEY.maker(), KEY.options());
        cache().write(other, new byte[] {9});
        Files.move(file(), file().resolveSibling(KEY.name() + ".kernel"));
        assertEquals(Optional.of("it lies under another name"), cache().fault(cache().list().getFirst()));
        assertEquals(Optional.empty(), cache().read(KEY));
        assertEquals(List.of(), cache().list());
    }

    @Test
    void anArtefactThatItsReaderRefusesIsDropped() {
        cache().write(KEY, CODE);
        assertEquals(Optional.empty(), cache().read(KEY, code -> {
            throw new ClassFormatError("a test refuses " + code.length + " bytes");
        }));
        assertEquals(List.of(), cache().list());
    }

    @Test
    void symbolicLinksAreNotFollowed() throws IOException {
        cache().write(KEY, CODE);
        Path elsewhere = Files.move(file(), temporary.resolve("elsewhere"));
        Files.createSymbolicLink(temporary.resolve("kernels").resolve(KEY.name() + ".kernel"), elsewhere);
        assertEquals(Optional.empty(), cache().read(KEY));
    }

    @Test
    void itStaysWithinItsBound() {
        long seed = Long.getLong("intarsia.seed", System.nanoTime());
        Random random = new Random(seed);
        ArtefactCache small = ArtefactCache.in(temporary.resolve("small"), 64 << 10);
        for (int i = 0; i < 300; i++) {
            small.write(new ArtefactKey("lane", "kernel " + i, "", ""), new byte[random.nextInt(4000)]);
            long bytes = small.list().stream().mapToLong(Kept::bytes).sum();
            assertTrue(bytes <= 64 << 10, bytes + " bytes after " + i + "; seed " + seed);
        }
        assertTrue(small.read(new ArtefactKey("lane", "kernel 299", "", "")).isPresent(), "seed " + seed);
    }

    @Test
    void whereNothingCanBeKeptNothingFails() throws IOException {
        Path taken = Files.writeString(temporary.resolve("taken"), "a file");
        ArtefactCache none = ArtefactCache.in(taken, 1 << 20);
        none.write(KEY, CODE);
        assertEquals(Optional.empty(), none.read(KEY));
        ArtefactCache full = ArtefactCache.in(Path.of("/dev/full/kernels"), 1 << 20);
        full.write(KEY, CODE);
        assertEquals(List.of(), full.list());
        ArtefactCache.NONE.write(KEY, CODE);
        assertEquals(Optional.empty(), ArtefactCache.NONE.read(KEY));
    }
}
