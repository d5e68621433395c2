package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * That the rows of matrices in a block format were rotated before they were stored: {@code u4g32_sf16_h128} has the bytes of {@code u4g32_sf16}, and the values that
 * {@link Hadamard} makes of those, rounded to f32, in groups of 128. A block of the rotated format is as many stored ones as make whole groups.
 *
 * @param hadamard of each group of successive elements of a row
 * @param stored the format of the bytes, whose values are rotated ones
 */
public record Rotation(Hadamard hadamard, BlockFormat stored) {
    private static final Pattern NAME = Pattern.compile("(?<head>.+?)_h(?<size>\\d{1,6})(?<packing>/[a-z0-9]+)?");

    public Rotation {
        if (stored.rows() > 1) {
            throw new IllegalArgumentException("no rotation (_h" + hadamard.size() + ") of " + stored + ", whose blocks are boxes of " + stored.rows()
                + " rows; wanted blocks that lie in one row, as u4g128");
        }
        if (stored.rotation().isPresent()) {
            throw new IllegalArgumentException(stored + " is rotated already; wanted one _hN");
        }
    }

    /** The size that a name ends in, before its packing. */
    static OptionalInt size(String name) {
        Matcher m = NAME.matcher(name);
        return m.matches() ? OptionalInt.of(Integer.parseInt(m.group("size"))) : OptionalInt.empty();
    }

    /** The name without the size. */
    static String without(String name) {
        Matcher m = NAME.matcher(name);
        return m.matches() ? m.group("head") + (m.group("packing") == null ? "" : m.group("packing")) : name;
    }

    private String name() {
        int packing = stored.name().indexOf('/');
        String suffix = "_h" + hadamard.size();
        return packing < 0 ? stored.name() + suffix : stored.name().substring(0, packing) + suffix + stored.name().substring(packing);
    }

    /** Stored blocks that make whole groups. */
    private int times() {
        return hadamard.size() / Math.min(Integer.lowestOneBit(stored.elements()), hadamard.size());
    }

    /** The rotated format. */
    BlockFormat format() {
        int times = times();
        int bytes = Math.multiplyExact(stored.bytes(), times);
        return new BlockFormat(name(), 1, Math.multiplyExact(stored.elements(), times), bytes, stored.fields().stream().map(f -> f.repeated(times)).toList(), stored.fit(),
            Optional.of(this));
    }

    /** The values of whole groups from an element on, as f32: each stored value is rounded, then all are rotated. */
    float[] values(MemorySegment memory, long base, long first, int count) {
        float[] x = new float[count];
        for (int i = 0; i < count; i++) x[i] = (float) stored.value(memory, base, first + i);
        hadamard.rotate(x);
        return x;
    }

    float value(MemorySegment memory, long base, long index) {
        long first = index - index % hadamard.size();
        return values(memory, base, first, hadamard.size())[(int) (index - first)];
    }

    /** A rotated copy of rows. */
    float[] rotated(float[] rows) {
        float[] x = Arrays.copyOf(rows, rows.length);
        hadamard.rotate(x);
        return x;
    }
}
