package intarsia.runtime.store;

import intarsia.ir.device.Digest;
import intarsia.ir.device.Sections;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was made of single kernels, kept on disk from one process to the next, each in a file: 8 bytes of magic number, 8 of {@link Digest} over
 * the rest, then as {@link Sections} the whole {@link ArtefactKey} and the artefact. Nobody is given an artefact before key and checksum were
 * compared. The cache is never a reason to fail: what cannot be found, read or kept is made again.
 */
public final class ArtefactCache {
    /** Of the user's cache. */
    private static final long MOST_BYTES = 128L << 20;
    /** Counts the forms that such files had. */
    private static final byte[] MAGIC = Sections.of("intarsK1");
    private static final int HEAD = MAGIC.length + Long.BYTES;

    /** Keeps nothing and finds nothing. */
    public static final ArtefactCache NONE = new ArtefactCache(Optional.empty());

    private final Optional<FileCache> files;

    private ArtefactCache(Optional<FileCache> files) {
        this.files = files;
    }

    /** The cache of this user, of at most 128 MiB; {@link #NONE} where {@code INTARSIA_CACHE} or {@code -Dintarsia.cache} is {@code off}. */
    public static ArtefactCache ofUser() {
        return CacheFolder.isOff() ? NONE : in(CacheFolder.ofUser().resolve("kernels"), MOST_BYTES);
    }

    /** A cache in a folder, which need not exist; the least recently used goes where all would exceed {@code mostBytes}. */
    public static ArtefactCache in(Path folder, long mostBytes) {
        return new ArtefactCache(Optional.of(new FileCache(folder, ".kernel", mostBytes)));
    }

    /** The artefact of a key, in a copy. */
    public Optional<byte[]> read(ArtefactKey key) {
        return read(key, content -> content);
    }

    /**
     * What becomes of the artefact of a key.
     *
     * @param use reads the artefact; where it throws, the artefact is dropped as if it had been damaged
     */
    public <T> Optional<T> read(ArtefactKey key, Function<byte[], T> use) {
        return files.flatMap(f -> f.read(key.name()).flatMap(kept -> used(f, kept, key, use)));
    }

    private static <T> Optional<T> used(FileCache files, byte[] kept, ArtefactKey key, Function<byte[], T> use) {
        try {
            return Optional.of(use.apply(content(kept, key)));
        } catch (RuntimeException | LinkageError e) { // whatever a file may hold, it can be made again
            files.drop(key.name(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static byte[] content(byte[] kept, ArtefactKey key) {
        List<byte[]> parts = parts(kept);
        if (!key.matches(parts)) {
            throw new IllegalArgumentException("it is of another key");
        }
        return parts.getLast();
    }

    /**
     * Key and artefact of a file.
     *
     * @throws IllegalArgumentException where it is no such file, to the last bit
     */
    private static List<byte[]> parts(byte[] kept) {
        if (kept.length < HEAD || !Arrays.equals(MAGIC, Arrays.copyOf(kept, MAGIC.length))) {
            throw new IllegalArgumentException("no artefact that this version of Intarsia kept");
        }
        byte[] body = Arrays.copyOfRange(kept, HEAD, kept.length);
        if (new Digest().add(body).value() != ByteBuffer.wrap(kept).getLong(MAGIC.length)) {
            throw new IllegalArgumentException("damaged: its checksum is another");
        }
        return Sections.split(body, ArtefactKey.PARTS);
    }

    /** Whether it keeps anything: who makes bytes for it alone asks first. */
    public boolean keeps() {
        return files.isPresent();
    }

    /** Keeps the artefact of a key, in place of what was there. */
    public void write(ArtefactKey key, byte[] content) {
        if (files.isPresent()) {
            byte[] body = key.with(content);
            byte[] whole = ByteBuffer.allocate(HEAD + body.length).put(MAGIC).putLong(new Digest().add(body).value()).put(body).array();
            files.get().write(key.name(), whole);
        }
    }

    /** What is kept, the least recently used first; names begin with the kind. */
    public List<Kept> list() {
        return files.map(FileCache::list).orElse(List.of());
    }

    /** Removes an artefact by its name; whether it was there. */
    public boolean remove(String name) throws IOException {
        return files.isPresent() && files.get().remove(name);
    }

    /** What is wrong with a file, in words; all of it is read. */
    public Optional<String> fault(Kept kept) {
        try {
            ArtefactKey key = ArtefactKey.of(parts(Files.readAllBytes(kept.file())));
            return key.name().equals(kept.name()) ? Optional.empty() : Optional.of("it lies under another name");
        } catch (IOException | IllegalArgumentException | OutOfMemoryError e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
