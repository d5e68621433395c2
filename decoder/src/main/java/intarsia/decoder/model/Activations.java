package intarsia.decoder.model;

import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What contractions with weights read: the activations as they are computed, or rounded in groups. All else is f32 either way. */
public enum Activations {
    /** As they are computed. */
    F32("f32"),
    /** Groups of 32 integers from −127 to 127 with an f32 scale; in rows that are no whole groups, f32. */
    I8("i8g32_sf32");

    private final String name;

    Activations(String name) {
        this.name = name;
    }

    /** Of rows that are whole groups. */
    public Format format() {
        return Format.parse(name);
    }

    /** The format of rows of {@code n} elements. */
    public Format in(long n) {
        return n % format().blockElements() == 0 ? format() : DType.F32;
    }

    /** As on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** In a line: the format, and which rows of a model keep f32. */
    public String of(ModelConfig c) {
        record Rows(String name, int elements) { }
        List<String> kept = Stream.of(new Rows("the residual stream", c.width()), new Rows("what attention gives", c.attended()), new Rows("the gated layer", c.hidden()))
            .filter(r -> !in(r.elements).equals(format())).map(r -> r.name + " (rows of " + r.elements + ")").toList();
        return "activations: " + name + (kept.isEmpty() ? "" : "; f32 in " + String.join(", ", kept) + ", which groups of "
            + format().blockElements() + " do not divide");
    }
}
