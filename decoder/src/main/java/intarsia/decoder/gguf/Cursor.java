package intarsia.decoder.gguf;

import intarsia.decoder.file.LittleEndian;
import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.file.Place;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Reads a file from front to back; every step is checked against the bytes that are left. */
final class Cursor {
    private final Path file;
    private final MemorySegment bytes;
    private long position;

    Cursor(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    Path file() {
        return file;
    }

    MemorySegment bytes() {
        return bytes;
    }

    long position() {
        return position;
    }

    long remaining() {
        return bytes.byteSize() - position;
    }

    Place place(String field) {
        return new Place(file, field);
    }

    /** Steps over a field; returns where it began. A count of 2^63 or more comes in negative. */
    long skip(long count, Place place) {
        if (count < 0 || count > remaining()) {
            throw place.fail(Long.toUnsignedString(count) + " bytes at offset " + position,
                remaining() + " bytes to the end of the file (it is cut short, or a length before is wrong)");
        }
        long at = position;
        position += count;
        return at;
    }

    int u32(Place place) {
        return bytes.get(LittleEndian.INT, skip(Integer.BYTES, place));
    }

    long u64(Place place) {
        return bytes.get(LittleEndian.LONG, skip(Long.BYTES, place));
    }

    /**
     * A count of things that follow, each of at least {@code minBytes}: checked before anything is allocated for them.
     */
    int count(Place place, long minBytes, int limit) {
        long count = u64(place);
        if (Long.compareUnsigned(count, limit) > 0) throw place.fail("at most " + limit, Long.toUnsignedString(count));
        if (count > remaining() / minBytes) {
            throw place.fail("at most " + remaining() / minBytes + " in the " + remaining() + " bytes that follow", Long.toString(count));
        }
        return (int) count;
    }

    /** A short name: 1 to {@code maxBytes} bytes of UTF-8. */
    String name(Place place, int maxBytes) {
        long length = u64(place);
        if (length == 0 || Long.compareUnsigned(length, maxBytes) > 0) {
            throw place.fail("a length of 1 to " + maxBytes + " bytes", Long.toUnsignedString(length));
        }
        long at = skip(length, place);
        return MetaValue.utf8(() -> place, bytes, at, length);
    }

    ValueType valueType(Place place) {
        int id = u32(place);
        ValueType type = ValueType.ofId(id);
        if (type == null) throw place.fail("a value type from 0 to 12", Integer.toUnsignedString(id));
        return type;
    }

    /** A part of the file that has been stepped over. */
    MemorySegment from(long start) {
        return bytes.asSlice(start, position - start);
    }

    static String shown(String name) {
        return ModelFileException.printable(name);
    }
}
