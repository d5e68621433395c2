package intarsia.cli.layout;

import intarsia.cli.figure.Json;
import intarsia.ir.type.Format;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The bytes of a block, bit by bit: a strip with the field, the value and its bits at each place. */
public final class FormatFigure implements Figure {
    /** Bytes that a table or a picture shows. */
    static final int MOST_BYTES = 256;
    private static final int LONGEST = 120;

    private final BlockBits block;
    private final int from;
    private final int to;

    private FormatFigure(BlockBits block, int from, int to) {
        this.block = block;
        this.from = from;
        this.to = to;
    }

    /**
     * The bytes {@code first} to {@code last} of a block, as far as it has them; at most 256.
     *
     * @throws IllegalArgumentException where it has none of them, or there are more
     */
    public static FormatFigure of(Format format, int first, int last) {
        BlockBits block = BlockBits.of(format);
        if (first < 0 || last < first || first >= block.bytes() || last - (long) first >= MOST_BYTES) {
            throw new IllegalArgumentException("bytes " + first + "-" + last + " of " + block.name() + ", which has 0-" + (block.bytes() - 1) + "; wanted at most " + MOST_BYTES + " of them");
        }
        return new FormatFigure(block, first, Math.min(last + 1, block.bytes()));
    }

    /** The first bytes of a block. */
    public static FormatFigure of(Format format) {
        return of(format, 0, MOST_BYTES - 1);
    }

    /** What the block is, in a line. */
    private String head() {
        return block.name() + ": " + block.elements() + " elements in " + block.bytes() + " bytes";
    }

    private static String field(BlockBits.Part p) {
        return p.name() + ": " + p.packing().elements() + " of " + p.type();
    }

    @Override
    public String text() {
        var out = new StringBuilder(head()).append('\n');
        block.parts().forEach(p -> out.append("  ").append(field(p)).append('\n'));
        out.append("byte  from bit 0 on: value.bits, all bits where none are named\n");
        for (int b = from; b < to; b++) {
            out.append(" ".repeat(Math.max(0, 4 - Integer.toString(b).length()))).append(b).append("  ");
            out.append(block.runs(b * Byte.SIZE, (b + 1) * Byte.SIZE, Byte.SIZE).stream().map(this::label).collect(Collectors.joining(" "))).append('\n');
        }
        rest().forEach(r -> out.append(r).append('\n'));
        return out.toString();
    }

    /** What is left out. */
    private List<String> rest() {
        return from == 0 && to == block.bytes() ? List.of() : List.of("bytes " + from + "-" + (to - 1) + " of " + block.bytes() + "; --bytes FROM-TO shows others");
    }

    /** {@code code[16]}, {@code scale[0].0-7}, or {@code -} for bits that are no one's. */
    private String label(BlockBits.Run r) {
        if (r.part() < 0) return "-";
        return block.parts().get(r.part()).name() + "[" + r.value() + "]" + bits(r);
    }

    private String bits(BlockBits.Run r) {
        if (block.isWhole(r)) return "";
        return "." + r.bit() + (r.bits() == 1 ? "" : "-" + (r.bit() + r.bits() - 1));
    }

    @Override
    public @Nullable Object json() {
        return Json.object("format", block.name(), "elements", block.elements(), "bytes", block.bytes(),
            "fields", block.parts().stream().map(p -> Json.object("name", p.name(), "type", p.type().toString(), "values", p.packing().elements())).toList(),
            "runs", block.runs(0, block.bytes() * Byte.SIZE, Integer.MAX_VALUE).stream().map(this::json).toList());
    }

    private Object json(BlockBits.Run r) {
        if (r.part() < 0) return Json.object("from", r.from(), "bits", r.bits(), "field", null);
        return Json.object("from", r.from(), "bits", r.bits(), "field", block.parts().get(r.part()).name(), "value", r.value(), "bit", r.bit());
    }

    @Override
    public String svg() {
        List<String> fields = IntStream.range(0, block.parts().size()).mapToObj(p -> field(block.parts().get(p))).toList();
        return new BitStrip(head(), rest(), fields, from).of(block.runs(from * Byte.SIZE, to * Byte.SIZE, BitStrip.ROW), this::strip);
    }

    private BitStrip.Label strip(BlockBits.Run r) {
        if (r.part() < 0) return new BitStrip.Label("", "", "bits " + r.from() + " to " + (r.to() - 1) + ": unused");
        String users = block.users(r);
        String hover = "byte " + r.from() / Byte.SIZE + ", bit " + r.from() % Byte.SIZE + ": " + block.parts().get(r.part()).name() + "[" + r.value() + "], bits " + r.bit() + " to "
            + (r.bit() + r.bits() - 1) + "; of elements " + (users.length() <= LONGEST ? users : users.substring(0, LONGEST) + "…");
        // A field of one value is known by its name, others by their numbers and hues.
        String name = block.parts().get(r.part()).packing().elements() == 1 ? block.parts().get(r.part()).name() : Integer.toString(r.value());
        return new BitStrip.Label(name + bits(r), name, hover);
    }
}
