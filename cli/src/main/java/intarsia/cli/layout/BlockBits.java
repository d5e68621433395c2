package intarsia.cli.layout;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.FieldIndex;
import intarsia.ir.type.Format;
import intarsia.ir.type.Packing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The bits of a block: to which bit of which value of which field each belongs. */
final class BlockBits {
    private static final int MOST_BYTES = 1 << 16;
    /** Values of a plain type that are drawn: whole bytes, whatever its width. */
    private static final int PLAIN = 32;

    /**
     * A field as far as it is drawn.
     *
     * @param index which of its values an element takes; nothing where each takes its own
     */
    record Part(String name, DType type, Packing packing, Optional<FieldIndex> index) {}

    /** Successive bits of the block that are successive bits of one value; {@code part} is −1 where they are no one's. */
    record Run(int from, int to, int part, int value, int bit) {
        int bits() {
            return to - from;
        }
    }

    private final String name;
    private final int elements;
    private final int bytes;
    private final List<Part> parts;
    private final int[] part;
    private final int[] place;

    private BlockBits(String name, int elements, int bytes, List<Part> parts) {
        if (bytes > MOST_BYTES) throw new IllegalArgumentException("a block of " + name + " has " + bytes + " bytes; wanted at most " + MOST_BYTES);
        this.name = name;
        this.elements = elements;
        this.bytes = bytes;
        this.parts = parts;
        part = new int[bytes * Byte.SIZE];
        place = new int[bytes * Byte.SIZE];
        Arrays.fill(part, -1);
        for (int p = 0; p < parts.size(); p++) claim(p, parts.get(p).packing.bitTable());
    }

    private void claim(int p, int[] table) {
        for (int i = 0; i < table.length; i++) {
            part[table[i]] = p;
            place[table[i]] = i;
        }
    }

    /** The bits of a block of a format, or of some values of a plain type end to end. */
    static BlockBits of(Format format) {
        return switch (format) {
            case DType t -> new BlockBits(t.toString(), PLAIN, PLAIN * t.bits() / Byte.SIZE, List.of(new Part(Field.CODE, t, Packing.dense(t, PLAIN), Optional.empty())));
            case BlockFormat b when b.bytes() > MOST_BYTES -> new BlockBits(b.name(), b.elements(), b.bytes(), List.of());
            case BlockFormat b -> new BlockBits(b.name(), b.elements(), b.bytes(), b.fields().stream().map(f -> new Part(f.name(), f.type(), f.packing(), Optional.of(f.index()))).toList());
        };
    }

    String name() {
        return name;
    }

    int elements() {
        return elements;
    }

    int bytes() {
        return bytes;
    }

    List<Part> parts() {
        return parts;
    }

    /** The runs from one bit to another, none across a multiple of {@code row} bits. */
    List<Run> runs(int from, int to, int row) {
        List<Run> runs = new ArrayList<>();
        for (int at = from, next; at < to; at = next) {
            for (next = at + 1; next < to && next % row != 0 && isNext(next); ) next++;
            int p = part[at];
            int width = p < 0 ? 1 : parts.get(p).packing.codeBits();
            runs.add(new Run(at, next, p, place[at] / width, place[at] % width));
        }
        return runs;
    }

    private boolean isNext(int bit) {
        if (part[bit] != part[bit - 1]) return false;
        return part[bit] < 0 || place[bit] == place[bit - 1] + 1 && place[bit] % parts.get(part[bit]).packing.codeBits() != 0;
    }

    /** Whether a run is all of its value. */
    boolean isWhole(Run r) {
        return r.part >= 0 && r.bits() == parts.get(r.part).packing.codeBits();
    }

    /** The elements of the block that take a value, as ranges: {@code 0-15, 32-47}. */
    String users(Run r) {
        Optional<FieldIndex> index = parts.get(r.part).index;
        if (index.isEmpty()) return Integer.toString(r.value);
        var out = new StringBuilder();
        for (int e = 0, end; e < elements; e = end) {
            end = e + 1;
            if (index.get().value(e) != r.value) continue;
            while (end < elements && index.get().value(end) == r.value) end++;
            out.append(out.isEmpty() ? "" : ", ").append(end == e + 1 ? "" + e : e + "-" + (end - 1));
        }
        return out.toString();
    }
}
