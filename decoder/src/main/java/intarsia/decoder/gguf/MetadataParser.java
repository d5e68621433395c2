package intarsia.decoder.gguf;

import intarsia.decoder.file.LittleEndian;
import intarsia.decoder.file.Place;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the keys. The limits are far above what models hold (some hundreds of thousands of strings in two arrays) and
 * bound time and memory on hostile files, whatever their size.
 */
final class MetadataParser {
    static final int MAX_KEY_BYTES = 65_535;
    static final int MAX_KEYS = 65_536;
    /** Of all key names of a file together. */
    static final int MAX_NAME_BYTES = 1 << 22;
    static final int MAX_STRING_BYTES = 1 << 28;
    /** Of all string arrays of a file together: an index entry each. */
    static final int MAX_STRINGS = 1 << 24;
    /** Of all arrays inside arrays of a file together: an object each. */
    static final int MAX_INNER_ARRAYS = 65_536;
    static final int MAX_DEPTH = 4;
    private static final int[] NO_STARTS = {};
    /** Key length, one byte, type, one byte. */
    static final int MIN_ENTRY_BYTES = Long.BYTES + 1 + Integer.BYTES + 1;

    private final Cursor in;
    private int nameBytes;
    private int strings;
    private int innerArrays;

    private MetadataParser(Cursor in) {
        this.in = in;
    }

    static Metadata parse(Cursor in, int keys) {
        var parser = new MetadataParser(in);
        Map<String, MetaValue> values = new LinkedHashMap<>();
        for (int i = 0; i < keys; i++) {
            String key = parser.key(in.place("key number " + i));
            Place place = in.place(Metadata.field(key));
            if (values.put(key, parser.value(place)) != null) throw place.fail("every key once", "a second value at key number " + i);
        }
        return new Metadata(in.file(), values);
    }

    private String key(Place place) {
        long start = in.position();
        String key = in.name(place, MAX_KEY_BYTES);
        nameBytes = spend(place, nameBytes, (int) (in.position() - start), MAX_NAME_BYTES, "bytes of key names");
        return key;
    }

    private MetaValue value(Place place) {
        ValueType type = in.valueType(place);
        return switch (type.kind()) {
            case INTEGER, REAL -> scalar(place, type);
            case BOOL -> {
                var scalar = scalar(place, type);
                MetaValue.truth(() -> place, scalar.encoded(), 0);
                yield scalar;
            }
            case STRING -> text(place);
            case ARRAY -> array(place, 1);
        };
    }

    private MetaValue.Scalar scalar(Place place, ValueType type) {
        return new MetaValue.Scalar(type, place, in.from(in.skip(type.minBytes(), place)));
    }

    private MetaValue.Text text(Place place) {
        long start = in.position();
        skipString(place);
        return new MetaValue.Text(place, in.from(start));
    }

    private MetaArray array(Place place, int depth) {
        if (depth > MAX_DEPTH) throw place.fail("arrays nested at most " + MAX_DEPTH + " deep", "deeper ones");
        long start = in.position();
        ValueType type = in.valueType(place);
        int count = in.count(place, type.minBytes(), Integer.MAX_VALUE);
        return switch (type.kind()) {
            case INTEGER, REAL, BOOL -> {
                in.skip((long) count * type.minBytes(), place);
                yield new MetaArray(place, in.from(start), type, count, NO_STARTS, List.of());
            }
            case STRING -> {
                int[] starts = strings(place, start, count);
                yield new MetaArray(place, in.from(start), type, count, starts, List.of());
            }
            case ARRAY -> {
                List<MetaArray> arrays = arrays(place, count, depth);
                yield new MetaArray(place, in.from(start), type, count, NO_STARTS, arrays);
            }
        };
    }

    /** Where each string of an array stands, counted from the array's start. */
    private int[] strings(Place place, long start, int count) {
        strings = spend(place, strings, count, MAX_STRINGS, "strings in all arrays together");
        var starts = new int[count];
        for (int i = 0; i < count; i++) {
            long at = in.position() - start;
            if (at > Integer.MAX_VALUE) throw place.fail("at most 2 GiB of strings", "more, at string " + i);
            starts[i] = (int) at;
            skipString(place, i);
        }
        return starts;
    }

    private List<MetaArray> arrays(Place place, int count, int depth) {
        innerArrays = spend(place, innerArrays, count, MAX_INNER_ARRAYS, "arrays inside arrays");
        var arrays = new ArrayList<MetaArray>(count);
        for (int i = 0; i < count; i++) arrays.add(array(place.part("[" + i + "]"), depth + 1));
        return List.copyOf(arrays);
    }

    private static int spend(Place place, int spent, int more, int limit, String what) {
        if (more > limit - spent) throw place.fail("at most " + limit + " " + what, Long.toString((long) spent + more));
        return spent + more;
    }

    /** An element of a string array; its place is named only when it is wrong. */
    private void skipString(Place place, int index) {
        MemorySegment bytes = in.bytes();
        long length = in.remaining() < Long.BYTES ? -1 : bytes.get(LittleEndian.LONG, in.position());
        boolean fits = length >= 0 && length <= Math.min(MAX_STRING_BYTES, in.remaining() - Long.BYTES);
        if (fits) in.skip(Long.BYTES + length, place);
        else skipString(place.part("[" + index + "]"));
    }

    private void skipString(Place place) {
        long length = in.u64(place);
        if (Long.compareUnsigned(length, MAX_STRING_BYTES) > 0) {
            throw place.fail("a string of at most " + MAX_STRING_BYTES + " bytes", Long.toUnsignedString(length));
        }
        in.skip(length, place);
    }
}
