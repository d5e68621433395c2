package intarsia.passes.search;

import intarsia.ir.type.DType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The sequences that searches found, from the resource {@code decode.rules}, which {@link MakeRules} writes. A line is a type,
 * a cost and a formula; {@code <11 -} in their place says that a search found none that costs less than 11.
 */
public final class KeptRules {
    private static final String FILE = "decode.rules";
    private static final String NONE = "-";
    private static final List<Line> LINES = read().lines().filter(l -> !l.startsWith("#")).map(KeptRules::line).toList();
    private static final Map<String, List<Formula>> BY_TYPE = LINES.stream().filter(l -> !l.formula().equals(NONE))
            .collect(Collectors.groupingBy(Line::type, Collectors.mapping(l -> Formula.parse(l.formula()), Collectors.toList())));

    /** A line of the file. */
    record Line(String type, String cost, String formula) {
    }

    private KeptRules() {
    }

    /** What was found for a type: formulas of its code that give its value as f32, of a signed integer the i32. */
    public static List<Formula> of(DType t) {
        return BY_TYPE.getOrDefault(t.toString(), List.of());
    }

    /** The types for which something was found. */
    public static List<DType> types() {
        return BY_TYPE.keySet().stream().sorted().map(DType::parse).toList();
    }

    /** Whether a formula gives what {@link #of} says, for every code of the type that has a meaning. */
    public static boolean proves(DType t, Formula f) {
        return Wanted.of(t).proves(f);
    }

    private static Line line(String text) {
        String[] parts = text.split(" ", 3);
        if (parts.length != 3) {
            throw new IllegalStateException(FILE + ": '" + text + "'; wanted a type, a cost and a formula");
        }
        return new Line(parts[0], parts[1], parts[2]);
    }

    private static String read() {
        try (InputStream in = KeptRules.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + FILE + " of module intarsia.passes is missing; build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
