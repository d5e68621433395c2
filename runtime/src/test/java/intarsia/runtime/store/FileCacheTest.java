package intarsia.runtime.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileCacheTest {
    @TempDir
    private Path temporary = Path.of("");

    private Path folder() {
        return temporary.resolve("above/cache");
    }

    private FileCache cache(long mostBytes) {
        return new FileCache(folder(), ".kept", mostBytes);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder())) {
            return all.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private void lastUsed(String name, long seconds) throws IOException {
        Files.setLastModifiedTime(folder().resolve(name), FileTime.fromMillis(1000 * seconds));
    }

    private static void assumeUsers() {
        assumeTrue(Path.of("").getFileSystem().supportedFileAttributeViews().contains("unix"), "this file system knows no users");
    }

    @Test
    void whatIsWrittenIsReadByEverybodyElse() {
        assertEquals(Optional.empty(), cache(100).read("a"));
        cache(100).write("a", new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, cache(100).read("a").orElseThrow());
        cache(100).write("a", new byte[] {4});
        assertArrayEquals(new byte[] {4}, cache(100).read("a").orElseThrow());
        assertEquals(Optional.empty(), cache(100).read("b"));
        cache(100).drop("a", "a test wants it");
        assertEquals(Optional.empty(), cache(100).read("a"));
    }

    @Test
    void theLeastRecentlyReadGoesFirst() throws IOException {
        FileCache cache = cache(10);
        for (String name : List.of("a", "b", "c")) {
            cache.write(name, new byte[3]);
        }
        lastUsed("a.kept", 1);
        lastUsed("b.kept", 2);
        lastUsed("c.kept", 3);
        cache.read("a");
        cache.write("d", new byte[4]);
        assertEquals(List.of("a.kept", "c.kept", "d.kept"), names());
        cache.write("e", new byte[10]);
        assertEquals(List.of("e.kept"), names());
        cache.write("f", new byte[11]);
        assertEquals(List.of("e.kept"), names());
    }

    @Test
    void aFileThatNeverBecameWholeIsNotReadAndGoesAfterAWhile() throws IOException {
        FileCache cache = cache(100);
        cache.write("a", new byte[1]);
        Files.write(folder().resolve(".b.kept.123.part"), new byte[50]); // killed between write and rename
        Files.write(folder().resolve(".c.kept.456.part"), new byte[500]); // another process is at it
        lastUsed(".b.kept.123.part", 1);
        Files.write(folder().resolve("mine.txt"), new byte[500]);
        assertEquals(Optional.empty(), cache.read("b"));
        cache.write("d", new byte[1]);
        assertTrue(names().containsAll(List.of(".c.kept.456.part", "d.kept", "mine.txt")), names()::toString);
        assertFalse(names().contains(".b.kept.123.part"), names()::toString);
    }

    @Test
    void theFolderIsForItsUserAlone() throws IOException {
        assumeUsers();
        cache(100).write("a", new byte[1]);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().resolve("a.kept"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-", "rwxrwxrwx"})
    void aFolderThatOthersMayWriteIsNotUsed(String mode) throws IOException {
        assumeUsers();
        FileCache cache = cache(100);
        cache.write("a", new byte[1]);
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString(mode));
        assertEquals(Optional.empty(), cache.read("a"));
        cache.write("b", new byte[1]);
        assertEquals(List.of("a.kept"), names());
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwx------"));
        assertTrue(cache.read("a").isPresent());
    }

    @Test
    void whatBelongsToSomebodyElseIsNotUsed() throws IOException {
        assumeUsers();
        cache(100).write("a", new byte[1]);
        cache(100).write("b", new byte[1]);
        assumeTrue(givenAway(folder().resolve("a.kept")), "only root can give files away");
        assertEquals(Optional.empty(), cache(100).read("a"));
        assertTrue(cache(100).read("b").isPresent());
        givenAway(folder());
        assertEquals(Optional.empty(), cache(100).read("b"));
        cache(100).write("c", new byte[1]);
        assertEquals(List.of("a.kept", "b.kept"), names());
    }

    private static boolean givenAway(Path file) {
        try {
            Files.setAttribute(file, "unix:uid", 12345);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aLinkOrAFolderInPlaceOfAFileIsNotRead() throws IOException {
        cache(100).write("a", new byte[1]);
        Files.createSymbolicLink(folder().resolve("b.kept"), folder().resolve("a.kept"));
        Files.createDirectory(folder().resolve("c.kept"));
        assertEquals(Optional.empty(), cache(100).read("b"));
        assertEquals(Optional.empty(), cache(100).read("c"));
    }

    @Test
    void withoutAPlaceToWriteNothingIsKeptAndNothingFails() throws IOException {
        Path file = Files.write(temporary.resolve("above"), new byte[1]); // where the folder's parent should be
        cache(100).write("a", new byte[1]);
        assertEquals(Optional.empty(), cache(100).read("a"));
        cache(100).drop("a", "a test wants it");
        assertTrue(Files.isRegularFile(file));
    }

    @Test
    void aLargeFileTakesThePlaceOfTheLeastRecentlyUsed() throws IOException {
        FileCache cache = cache(100);
        for (String name : List.of("a", "b", "c")) {
            cache.write(name, new byte[30]);
        }
        lastUsed("a.kept", 1);
        lastUsed("b.kept", 2);
        lastUsed("c.kept", 3);
        Path kept = cache.keep("d", 50, out -> {
            assertEquals(List.of("c.kept"), names().stream().filter(n -> n.endsWith(".kept")).toList());
            out.write(java.nio.ByteBuffer.allocate(50));
        });
        assertEquals(50, Files.size(kept));
        assertEquals(List.of("c", "d"), cache.list().stream().map(Kept::name).toList());
        assertEquals(Optional.of(kept), cache.find("d"));
        assertTrue(cache.remove("c"));
        assertFalse(cache.remove("c"));
        assertEquals(List.of(new Kept("d", kept, 50, Files.getLastModifiedTime(kept).toInstant())), cache.list());
    }

    @Test
    void whatCannotBeKeptIsSaidInWords() throws IOException {
        assertTrue(refused(cache(100), 101).contains("at most 100"));
        FileCache endless = cache(Long.MAX_VALUE);
        assertTrue(refused(endless, Long.MAX_VALUE / 2).contains("free"));
        assumeUsers();
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertTrue(refused(endless, 1).contains("others may write it"));
    }

    private static String refused(FileCache cache, long bytes) {
        return String.valueOf(org.junit.jupiter.api.Assertions.assertThrows(IOException.class, () -> cache.keep("a", bytes, out -> { })).getMessage());
    }

    /** Neither the file nor what was before it is lost. */
    @Test
    void aLargeFileThatFailsLeavesWhatWasThere() throws IOException {
        FileCache cache = cache(100);
        cache.write("a", new byte[] {7});
        org.junit.jupiter.api.Assertions.assertThrows(IllegalStateException.class, () -> cache.keep("a", 50, out -> {
            out.write(java.nio.ByteBuffer.allocate(20));
            throw new IllegalStateException("cancelled");
        }));
        assertArrayEquals(new byte[] {7}, cache.read("a").orElseThrow());
        assertEquals(List.of("a.kept"), names());
    }

    @Test
    void manyWritersAndReadersSeeWholeFilesOnly() throws InterruptedException {
        List<String> wrong = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
        List<Thread> all = Stream.iterate(0, i -> i + 1).limit(8).map(i -> Thread.ofPlatform().start(() -> {
            FileCache cache = cache(64 * 40);
            for (int round = 0; round < 50; round++) {
                byte[] content = new byte[512 + i];
                java.util.Arrays.fill(content, i.byteValue());
                cache.write("n" + round % 7, content);
                cache.read("n" + (round + i) % 7).filter(found -> !whole(found)).ifPresent(found -> wrong.add(found.length + " bytes"));
            }
        })).toList();
        for (Thread t : all) {
            t.join();
        }
        assertEquals(List.of(), wrong);
    }

    private static boolean whole(byte[] found) {
        for (byte b : found) {
            if (b != found[0]) {
                return false;
            }
        }
        return found.length == 512 + found[0];
    }

    @Test
    void theCacheFolderFollowsThePlatform() {
        assertEquals(Path.of("/x/intarsia"), CacheFolder.of(Map.of("XDG_CACHE_HOME", "/x"), "/h", "Linux"));
        assertEquals(Path.of("/h/.cache/intarsia"), CacheFolder.of(Map.of("XDG_CACHE_HOME", "x"), "/h", "Linux"));
        assertEquals(Path.of("/h/Library/Caches/intarsia"), CacheFolder.of(Map.of(), "/h", "Mac OS X"));
    }
}
