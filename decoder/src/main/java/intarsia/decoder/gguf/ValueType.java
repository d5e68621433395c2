package intarsia.decoder.gguf;

import intarsia.decoder.file.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The type of a metadata value or of the elements of a metadata array: number in the file, kind, fewest bytes. */
public enum ValueType {
    UINT8(0, Kind.INTEGER, 1), INT8(1, Kind.INTEGER, 1), UINT16(2, Kind.INTEGER, 2), INT16(3, Kind.INTEGER, 2),
    UINT32(4, Kind.INTEGER, 4), INT32(5, Kind.INTEGER, 4), FLOAT32(6, Kind.REAL, 4), BOOL(7, Kind.BOOL, 1),
    STRING(8, Kind.STRING, 8), ARRAY(9, Kind.ARRAY, 12),
    UINT64(10, Kind.INTEGER, 8), INT64(11, Kind.INTEGER, 8), FLOAT64(12, Kind.REAL, 8);

    /** What a value can be asked for. */
    public enum Kind {
        /** Any width, signed or not. */
        INTEGER,
        /** Binary32 or binary64. */
        REAL,
        /** One byte, 0 or 1. */
        BOOL,
        /** Bytes with their length before them, meant as UTF-8. */
        STRING,
        /** Element type, count, elements. */
        ARRAY
    }

    private static final Map<Integer, ValueType> BY_ID =
        Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ValueType::id, Function.identity()));

    private final int id;
    private final Kind kind;
    private final int minBytes;

    ValueType(int id, Kind kind, int minBytes) {
        this.id = id;
        this.kind = kind;
        this.minBytes = minBytes;
    }

    static @Nullable ValueType ofId(int id) {
        return BY_ID.get(id);
    }

    /** The number in files. */
    public int id() {
        return id;
    }

    /** What values of this type can be asked for. */
    public Kind kind() {
        return kind;
    }

    /** Bytes of a value of fixed size, otherwise the fewest a value can take. */
    int minBytes() {
        return minBytes;
    }

    /** Reads an integer; a UINT64 of 2^63 or more comes out negative. */
    long integer(MemorySegment bytes, long at) {
        return switch (this) {
            case UINT8 -> Byte.toUnsignedLong(bytes.get(ValueLayout.JAVA_BYTE, at));
            case INT8 -> bytes.get(ValueLayout.JAVA_BYTE, at);
            case UINT16 -> Short.toUnsignedLong(bytes.get(LittleEndian.SHORT, at));
            case INT16 -> bytes.get(LittleEndian.SHORT, at);
            case UINT32 -> Integer.toUnsignedLong(bytes.get(LittleEndian.INT, at));
            case INT32 -> bytes.get(LittleEndian.INT, at);
            case UINT64, INT64 -> bytes.get(LittleEndian.LONG, at);
            case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> throw new IllegalStateException(this + " is no integer");
        };
    }

    /** Reads a real number. */
    double real(MemorySegment bytes, long at) {
        return switch (this) {
            case FLOAT32 -> bytes.get(LittleEndian.FLOAT, at);
            case FLOAT64 -> bytes.get(LittleEndian.DOUBLE, at);
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64, BOOL, STRING, ARRAY ->
                throw new IllegalStateException(this + " is no real number");
        };
    }

    /** Whether this is an integer type that can hold the value. */
    boolean holds(long value) {
        int bits = 8 * minBytes;
        return switch (this) {
            case INT8, INT16, INT32 -> value >> (bits - 1) == value >> 63;
            case UINT8, UINT16, UINT32 -> value >>> bits == 0;
            case UINT64 -> value >= 0;
            case INT64 -> true;
            case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> false;
        };
    }

    @Override public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
