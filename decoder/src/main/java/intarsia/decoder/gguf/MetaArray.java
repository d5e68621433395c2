package intarsia.decoder.gguf;

import intarsia.decoder.file.LittleEndian;
import intarsia.decoder.file.Place;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A metadata array as a view of the file. Nothing is boxed or copied until an element is asked for; a string is found
 * in constant time. Asking for a kind of element the array does not hold is a fault of the file and says so; an index
 * out of bounds is a fault of the caller.
 */
public final class MetaArray implements MetaValue {
    /** Element type (4 bytes) and count (8 bytes) stand before the elements. */
    static final int HEADER = Integer.BYTES + Long.BYTES;

    private final Place place;
    private final MemorySegment encoded;
    private final ValueType elementType;
    private final int size;
    /** Of strings: where in {@code encoded} each one's length stands. */
    private final int[] starts;
    /** Of arrays: the elements. */
    private final List<MetaArray> arrays;

    MetaArray(Place place, MemorySegment encoded, ValueType elementType, int size, int[] starts, List<MetaArray> arrays) {
        this.place = place;
        this.encoded = encoded;
        this.elementType = elementType;
        this.size = size;
        this.starts = starts;
        this.arrays = arrays;
    }

    @Override public ValueType type() {
        return ValueType.ARRAY;
    }

    @Override public Place place() {
        return place;
    }

    @Override public MemorySegment encoded() {
        return encoded;
    }

    /** The type of the elements as the file states it. */
    public ValueType elementType() {
        return elementType;
    }

    /** How many elements. */
    public int size() {
        return size;
    }

    /** The string at an index; its bytes must be UTF-8. */
    public String string(int index) {
        int start = start(index);
        return MetaValue.utf8(element(index), encoded, start + Long.BYTES, encoded.get(LittleEndian.LONG, start));
    }

    /** The bytes of the string at an index, whatever they are. */
    public byte[] bytes(int index) {
        int start = start(index);
        return encoded.asSlice(start + Long.BYTES, encoded.get(LittleEndian.LONG, start)).toArray(ValueLayout.JAVA_BYTE);
    }

    /** The integer at an index, which must lie in {@code min..max}. */
    public int intAt(int index, int min, int max) {
        expect(ValueType.Kind.INTEGER);
        return (int) Metadata.inRange(element(index), elementType, elementType.integer(encoded, offset(index)), min, max);
    }

    /** The real number at an index, rounded to float; it may be infinite or NaN. */
    public float floatAt(int index) {
        expect(ValueType.Kind.REAL);
        return (float) elementType.real(encoded, offset(index));
    }

    /** The boolean at an index. */
    public boolean boolAt(int index) {
        expect(ValueType.Kind.BOOL);
        return MetaValue.truth(element(index), encoded, offset(index));
    }

    /** The array at an index. */
    public MetaArray arrayAt(int index) {
        expect(ValueType.Kind.ARRAY);
        return arrays.get(index);
    }

    /** All integers, each in {@code min..max}. */
    public int[] toInts(int min, int max) {
        var all = new int[size];
        for (int i = 0; i < size; i++) all[i] = intAt(i, min, max);
        return all;
    }

    /** All real numbers as floats. */
    public float[] toFloats() {
        var all = new float[size];
        for (int i = 0; i < size; i++) all[i] = floatAt(i);
        return all;
    }

    /** This array, after a check of what it holds. */
    MetaArray expect(ValueType.Kind kind) {
        if (elementType.kind() != kind) throw place.fail("an array of " + Metadata.plural(kind), toString());
        return this;
    }

    private int start(int index) {
        expect(ValueType.Kind.STRING);
        return starts[index];
    }

    private long offset(int index) {
        return HEADER + (long) Objects.checkIndex(index, size) * elementType.minBytes();
    }

    /** Made only for a message: a vocabulary has no time for a string per element. */
    private Supplier<Place> element(int index) {
        return () -> place.part("[" + index + "]");
    }

    @Override public String toString() {
        return "array of " + size + " " + elementType;
    }
}
