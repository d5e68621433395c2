package intarsia.decoder.gguf;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.file.Place;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;

/** A metadata value: a checked view of its bytes in the file, decoded when asked for. {@code toString} is a short preview. */
public sealed interface MetaValue permits MetaValue.Scalar, MetaValue.Text, MetaArray {
    /** Longer strings (templates, whole tokenizers) are not decoded to be shown. */
    int PREVIEW_BYTES = 4096;

    /** The type as the file states it. */
    ValueType type();

    /** Where it stands, for messages. */
    Place place();

    /** The value's bytes as in the file, without its type. */
    MemorySegment encoded();

    /** An integer, real number or boolean. */
    record Scalar(ValueType type, Place place, MemorySegment encoded) implements MetaValue {
        @Override public String toString() {
            return switch (type.kind()) {
                case INTEGER -> showInteger(type, type.integer(encoded, 0));
                case REAL -> Double.toString(type.real(encoded, 0));
                case BOOL -> Boolean.toString(truth(() -> place, encoded, 0));
                case STRING, ARRAY -> throw new IllegalStateException("scalar of type " + type);
            };
        }
    }

    /** A string: its bytes, with the length before them in the file. */
    record Text(Place place, MemorySegment encoded) implements MetaValue {
        @Override public ValueType type() {
            return ValueType.STRING;
        }

        /** The string; the bytes must be UTF-8. */
        public String text() {
            return utf8(() -> place, encoded, Long.BYTES, encoded.byteSize() - Long.BYTES);
        }

        @Override public String toString() {
            if (encoded.byteSize() > PREVIEW_BYTES) return "of " + (encoded.byteSize() - Long.BYTES) + " bytes";
            return '"' + ModelFileException.printable(text()) + '"';
        }
    }

    /** An integer of the file as text: UINT64 is unsigned beyond 2^63 too. */
    static String showInteger(ValueType type, long value) {
        return type == ValueType.UINT64 ? Long.toUnsignedString(value) : Long.toString(value);
    }

    /** A boolean of the file: anything but 0 and 1 is an error. */
    static boolean truth(Supplier<Place> place, MemorySegment bytes, long at) {
        byte b = bytes.get(ValueLayout.JAVA_BYTE, at);
        if (b != 0 && b != 1) throw place.get().fail("a boolean of 0 or 1", Integer.toString(Byte.toUnsignedInt(b)));
        return b == 1;
    }

    /** Decodes UTF-8 strictly. */
    static String utf8(Supplier<Place> place, MemorySegment bytes, long at, long length) {
        var copy = new byte[Math.toIntExact(length)];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, copy, 0, copy.length);
        var text = new String(copy, StandardCharsets.UTF_8);
        // The decoder replaces malformed bytes by U+FFFD, which may also stand there by right.
        if (text.indexOf('\uFFFD') >= 0 && !Arrays.equals(copy, text.getBytes(StandardCharsets.UTF_8))) {
            throw place.get().fail("UTF-8", "malformed bytes in \"" + ModelFileException.printable(text) + '"');
        }
        return text;
    }
}
