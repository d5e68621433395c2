package intarsia.ir.text;

import intarsia.ir.Type;
import java.util.List;

/** How a text falls into lines, as the printer would break it, and where its types stand. */
record Outline(List<Line> lines, List<TypeAt> types) {
    /** The place where a line begins, and how deep it lies in braces. */
    record Line(int start, int depth) {
    }

    /**
     * A type.
     *
     * @param resolved its text with numbers for constants
     */
    record TypeAt(Span place, Type type, String resolved) {
    }

    Outline {
        lines = List.copyOf(lines);
        types = List.copyOf(types);
    }
}
