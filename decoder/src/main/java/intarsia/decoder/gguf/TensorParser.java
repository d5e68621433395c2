package intarsia.decoder.gguf;

import intarsia.decoder.file.Place;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the tensor table and checks that every tensor lies whole, aligned and alone in the data that follows. */
final class TensorParser {
    static final int MAX_NAME_BYTES = 64;
    static final int MAX_TENSORS = 131_072;
    static final int MAX_RANK = 4;
    /** Name length, one byte, rank, one dimension, type, offset. */
    static final int MIN_ENTRY_BYTES = Long.BYTES + 1 + Integer.BYTES + Long.BYTES + Integer.BYTES + Long.BYTES;

    private final Cursor in;
    private final int alignment;

    private TensorParser(Cursor in, int alignment) {
        this.in = in;
        this.alignment = alignment;
    }

    /** A row of the table; the offset counts from the start of the data. Rows are never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Entry(Place place, String name, GgmlType type, long[] dims, long bytes, long offset) { }

    static Map<String, GgufTensor> parse(Cursor in, int tensors, int alignment) {
        var parser = new TensorParser(in, alignment);
        var entries = new ArrayList<Entry>(tensors);
        for (int i = 0; i < tensors; i++) entries.add(parser.entry(i));
        long dataStart = aligned(in.position(), alignment);
        var byName = new LinkedHashMap<String, GgufTensor>();
        for (Entry e : entries) {
            if (byName.put(e.name, parser.locate(e, dataStart)) != null) throw e.place.fail("every name once", "a second tensor of that name");
        }
        expectDisjoint(entries);
        parser.expectNothingAfter(entries.stream().mapToLong(e -> dataStart + e.offset + e.bytes).max().orElse(in.position()));
        return byName;
    }

    /** The first multiple of the alignment from an offset on: the data begins there after the tables. */
    static long aligned(long offset, int alignment) {
        return (offset + alignment - 1) / alignment * alignment;
    }

    private Entry entry(int index) {
        String name = in.name(in.place("tensor number " + index), MAX_NAME_BYTES);
        Place place = in.place("tensor " + Cursor.shown(name));
        long[] dims = dims(place);
        GgmlType type = type(place.part(" type"));
        long bytes = bytes(place, type, dims);
        long offset = in.u64(place.part(" offset"));
        if (Long.remainderUnsigned(offset, alignment) != 0) {
            throw place.part(" offset").fail("a multiple of " + alignment, Long.toUnsignedString(offset));
        }
        return new Entry(place, name, type, dims, bytes, offset);
    }

    private long[] dims(Place place) {
        int rank = in.u32(place.part(" rank"));
        if (rank < 1 || rank > MAX_RANK) throw place.part(" rank").fail("1 to " + MAX_RANK + " dimensions", Integer.toUnsignedString(rank));
        var dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            Place dim = place.part(" dimension " + i);
            dims[i] = in.u64(dim);
            if (dims[i] < 1) throw dim.fail("1 to 2^63 - 1 elements", Long.toUnsignedString(dims[i]));
        }
        return dims;
    }

    private GgmlType type(Place place) {
        int id = in.u32(place);
        GgmlType type = GgmlType.ofId(id);
        if (type == null) throw place.fail("a tensor type known here", GgmlType.describeUnknown(id));
        return type;
    }

    private static long bytes(Place place, GgmlType type, long[] dims) {
        if (dims[0] % type.blockElements() != 0) {
            throw place.part(" dimension 0").fail("a multiple of " + type.blockElements() + " elements for " + type, Long.toString(dims[0]));
        }
        try {
            return type.byteSize(dims);
        } catch (ArithmeticException _) {
            throw place.fail("fewer than 2^63 elements and bytes", "shape " + GgufTensor.shape(dims));
        }
    }

    private GgufTensor locate(Entry e, long dataStart) {
        MemorySegment file = in.bytes();
        long room = file.byteSize() - dataStart;
        if (e.offset < 0 || e.offset > room || e.bytes > room - e.offset) {
            throw e.place.fail(e.bytes + " bytes at offset " + Long.toUnsignedString(e.offset) + " of the data",
                Math.max(room, 0) + " bytes of data (the file is cut short, or the shape or offset is wrong)");
        }
        long offset = dataStart + e.offset;
        return new GgufTensor(e.place, e.name, e.type, e.dims, offset, file.asSlice(offset, e.bytes));
    }

    /** Bytes that belong to nothing mean that a count or a size is wrong, or that something was appended. */
    private void expectNothingAfter(long end) {
        long padding = aligned(end, alignment) - end, found = in.bytes().byteSize() - end;
        if (found > padding) throw in.place("end of file").fail("at most " + padding + " bytes after the last tensor", Long.toString(found));
    }

    private static void expectDisjoint(List<Entry> entries) {
        List<Entry> sorted = entries.stream().sorted(Comparator.comparingLong(Entry::offset)).toList();
        for (int i = 1; i < sorted.size(); i++) {
            Entry before = sorted.get(i - 1), e = sorted.get(i);
            if (before.offset + before.bytes > e.offset) {
                throw e.place.part(" offset").fail("bytes of its own", "offset " + e.offset + " inside tensor "
                    + Cursor.shown(before.name) + " (" + before.bytes + " bytes at offset " + before.offset + ")");
            }
        }
    }
}
