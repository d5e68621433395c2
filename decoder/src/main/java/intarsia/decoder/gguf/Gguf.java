package intarsia.decoder.gguf;

import intarsia.decoder.file.MappedFile;
import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.file.Place;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open GGUF file (version 2 or 3, little-endian), memory-mapped or in memory. Opening reads and checks all tables and touches no
 * tensor data. Any thread may read; after {@link #close} every view of the file is invalid and says so.
 */
public final class Gguf implements AutoCloseable {
    static final int MAGIC = 0x46554747;
    static final int DEFAULT_ALIGNMENT = 32;
    static final int MAX_ALIGNMENT = 1 << 20;
    static final String ALIGNMENT_KEY = "general.alignment";

    private final Path path;
    private final Arena arena;
    private final MemorySegment bytes;
    private final boolean mapped;
    private final Contents contents;

    /** What stands in a file. */
    record Contents(int version, int alignment, long fileBytes, Metadata metadata, Map<String, GgufTensor> tensors) { }

    private Gguf(Path path, Arena arena, MemorySegment bytes, boolean mapped) {
        this.path = path;
        this.arena = arena;
        this.bytes = bytes.asReadOnly();
        this.mapped = mapped;
        this.contents = parse(path, bytes);
    }

    /**
     * Opens and checks a file.
     *
     * @throws ModelFileException if it cannot be read or anything in it is wrong
     */
    public static Gguf open(Path path) {
        Arena arena = Arena.ofShared();
        try {
            return new Gguf(path, arena, MappedFile.map(path, arena), true);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Reads and checks a whole file from a stream into memory.
     *
     * @param name stands for the file in messages
     * @throws ModelFileException if anything in it is wrong
     */
    public static Gguf read(Path name, InputStream in) throws IOException {
        byte[] bytes = in.readAllBytes();
        Arena arena = Arena.ofShared();
        try {
            MemorySegment copy = arena.allocate(bytes.length, DEFAULT_ALIGNMENT).copyFrom(MemorySegment.ofArray(bytes));
            return new Gguf(name, arena, copy, false);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    static Contents parse(Path path, MemorySegment bytes) {
        var in = new Cursor(path, bytes.asReadOnly());
        expectMagic(in);
        int version = version(in);
        Place tensorCount = in.place("tensor count"), keyCount = in.place("key count");
        int tensors = in.count(tensorCount, TensorParser.MIN_ENTRY_BYTES, TensorParser.MAX_TENSORS);
        int keys = in.count(keyCount, MetadataParser.MIN_ENTRY_BYTES, MetadataParser.MAX_KEYS);
        Metadata metadata = MetadataParser.parse(in, keys);
        int alignment = alignment(metadata);
        return new Contents(version, alignment, bytes.byteSize(), metadata, Collections.unmodifiableMap(TensorParser.parse(in, tensors, alignment)));
    }

    private static void expectMagic(Cursor in) {
        Place place = in.place("magic");
        int magic = in.u32(place);
        if (magic != MAGIC) {
            throw place.fail("\"GGUF\" (bytes 47 47 55 46)", "bytes %02x %02x %02x %02x: no GGUF file".formatted(
                magic & 0xff, magic >> 8 & 0xff, magic >> 16 & 0xff, magic >>> 24));
        }
    }

    private static int version(Cursor in) {
        Place place = in.place("version");
        int version = in.u32(place);
        if (version == 2 || version == 3) return version;
        // Versions are small, so a big-endian file shows its version in the upper bytes.
        boolean bigEndian = (version & 0xffff) == 0 && version != 0;
        throw place.fail("2 or 3, little-endian", bigEndian
            ? "version " + Integer.reverseBytes(version) + ", big-endian: convert the model for a little-endian machine"
            : Integer.toUnsignedString(version) + (version == 1 ? ": convert the model again with a current converter" : ""));
    }

    private static int alignment(Metadata metadata) {
        int alignment = metadata.intValue(ALIGNMENT_KEY, 8, MAX_ALIGNMENT, DEFAULT_ALIGNMENT);
        if (Integer.bitCount(alignment) != 1) throw metadata.place(ALIGNMENT_KEY).fail("a power of two", Integer.toString(alignment));
        return alignment;
    }

    /** The file as it was opened. */
    public Path path() {
        return path;
    }

    /** Whether it is a file that is mapped; otherwise the path is only a name. */
    public boolean mapped() {
        return mapped;
    }

    /** All its bytes, read-only, valid until it is closed. */
    public MemorySegment bytes() {
        return bytes;
    }

    /** The format version, 2 or 3. */
    public int version() {
        return contents.version;
    }

    /** Every tensor begins at a multiple of this many bytes, a power of two. */
    public int alignment() {
        return contents.alignment;
    }

    /** The size of the file. */
    public long fileBytes() {
        return contents.fileBytes;
    }

    /** The keys. */
    public Metadata metadata() {
        return contents.metadata;
    }

    /** The tensors in file order. */
    public Collection<GgufTensor> tensors() {
        return contents.tensors.values();
    }

    /** The tensor of a name, where there is one. */
    public Optional<GgufTensor> findTensor(String name) {
        return Optional.ofNullable(contents.tensors.get(name));
    }

    /** The tensor of a name. */
    public GgufTensor tensor(String name) {
        @Nullable GgufTensor tensor = contents.tensors.get(name);
        if (tensor != null) return tensor;
        throw new ModelFileException(path, "tensor " + Cursor.shown(name), "a tensor of that name", "none among " + contents.tensors.size());
    }

    /** Unmaps the file. */
    @Override public void close() {
        arena.close();
    }
}
