package intarsia.decoder.gguf;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.file.Place;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a GGUF file, in file order. A getter says what it wants; a key that is missing, of another kind or out of
 * range is a {@link ModelFileException} that names the key. A getter with a last argument {@code orElse} returns that
 * where the key is missing, and is as strict where it is not. Integers may have any width in the file.
 */
public final class Metadata {
    private final Path file;
    private final Map<String, MetaValue> values;

    Metadata(Path file, Map<String, MetaValue> values) {
        this.file = file;
        this.values = Collections.unmodifiableMap(values);
    }

    /** All keys. */
    public Set<String> keys() {
        return values.keySet();
    }

    /** Whether the key is there, with whatever value. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** The value of a key as it stands. */
    public Optional<MetaValue> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** An integer in {@code min..max}. */
    public int intValue(String key, int min, int max) {
        return (int) longValue(key, min, max);
    }

    /** An integer in {@code min..max}, or {@code orElse} where the key is missing. */
    public int intValue(String key, int min, int max, int orElse) {
        return has(key) ? intValue(key, min, max) : orElse;
    }

    /** An integer in {@code min..max}. */
    public long longValue(String key, long min, long max) {
        MetaValue value = require(key, "an integer from " + min + " to " + max, ValueType.Kind.INTEGER);
        return inRange(value::place, value.type(), value.type().integer(value.encoded(), 0), min, max);
    }

    /** A real number in {@code min..max}, rounded to float; never infinite or NaN where the bounds are finite. */
    public float floatValue(String key, float min, float max) {
        MetaValue value = require(key, "a real number from " + min + " to " + max, ValueType.Kind.REAL);
        float real = (float) value.type().real(value.encoded(), 0);
        if (real >= min && real <= max) return real;
        throw value.place().fail("a real number from " + min + " to " + max, Float.toString(real));
    }

    /** A real number in {@code min..max}, or {@code orElse} where the key is missing. */
    public float floatValue(String key, float min, float max, float orElse) {
        return has(key) ? floatValue(key, min, max) : orElse;
    }

    /** A boolean. */
    public boolean boolValue(String key) {
        MetaValue value = require(key, "a boolean", ValueType.Kind.BOOL);
        return MetaValue.truth(value::place, value.encoded(), 0);
    }

    /** A boolean, or {@code orElse} where the key is missing. */
    public boolean boolValue(String key, boolean orElse) {
        return has(key) ? boolValue(key) : orElse;
    }

    /** A string, which must be UTF-8. */
    public String string(String key) {
        return ((MetaValue.Text) require(key, "a string", ValueType.Kind.STRING)).text();
    }

    /** A string, or {@code orElse} where the key is missing. */
    public String string(String key, String orElse) {
        return has(key) ? string(key) : orElse;
    }

    /** An array of strings; each is decoded when asked for. */
    public MetaArray strings(String key) {
        return array(key, ValueType.Kind.STRING);
    }

    /** An array of integers of any one width. */
    public MetaArray ints(String key) {
        return array(key, ValueType.Kind.INTEGER);
    }

    /** An array of real numbers. */
    public MetaArray floats(String key) {
        return array(key, ValueType.Kind.REAL);
    }

    /** An array of strings, or nothing where the key is missing. */
    public Optional<MetaArray> findStrings(String key) {
        return has(key) ? Optional.of(strings(key)) : Optional.empty();
    }

    /** An array of integers, or nothing where the key is missing. */
    public Optional<MetaArray> findInts(String key) {
        return has(key) ? Optional.of(ints(key)) : Optional.empty();
    }

    /** An array of real numbers, or nothing where the key is missing. */
    public Optional<MetaArray> findFloats(String key) {
        return has(key) ? Optional.of(floats(key)) : Optional.empty();
    }

    /** Where a key stands or would stand, for messages of those who check further. */
    public Place place(String key) {
        return new Place(file, field(key));
    }

    private MetaArray array(String key, ValueType.Kind kind) {
        return ((MetaArray) require(key, "an array of " + plural(kind), ValueType.Kind.ARRAY)).expect(kind);
    }

    private MetaValue require(String key, String wanted, ValueType.Kind kind) {
        @Nullable MetaValue value = values.get(key);
        if (value == null) throw place(key).fail(wanted, "no such key");
        if (value.type().kind() != kind) {
            throw place(key).fail(wanted, value instanceof MetaArray array ? array.toString() : value.type() + " " + value);
        }
        return value;
    }

    static String field(String key) {
        return "key " + ModelFileException.printable(key);
    }

    static String plural(ValueType.Kind kind) {
        return switch (kind) {
            case INTEGER -> "integers";
            case REAL -> "real numbers";
            case BOOL -> "booleans";
            case STRING -> "strings";
            case ARRAY -> "arrays";
        };
    }

    static long inRange(Supplier<Place> place, ValueType type, long value, long min, long max) {
        boolean beyondLong = type == ValueType.UINT64 && value < 0;
        if (!beyondLong && value >= min && value <= max) return value;
        throw place.get().fail("an integer from " + min + " to " + max, MetaValue.showInteger(type, value));
    }
}
