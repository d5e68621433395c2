package intarsia.ir.tune;

import intarsia.ir.Point;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A number that a kernel leaves open, with the values that it may take.
 *
 * @param values  in the order in which a space goes through them; neighbours are next to one another
 * @param initial the value where nobody chooses
 * @param meaning what it decides, in a few words; may be empty
 */
public record Tunable(String name, List<Integer> values, int initial, String meaning) {
    /** Values of one tunable at most. */
    public static final int MOST_VALUES = 1024;

    public Tunable {
        values = List.copyOf(values);
        Point.checkName(name);
        if (values.isEmpty() || values.size() > MOST_VALUES || new HashSet<>(values).size() < values.size()) {
            throw new IllegalArgumentException("tunable " + name + " has " + values.size() + " values; wanted 1 to " + MOST_VALUES + ", each once");
        }
        if (!values.contains(initial)) {
            throw new IllegalArgumentException("tunable " + name + " is " + initial + " by default; wanted one of " + values);
        }
        if (meaning.chars().anyMatch(c -> c == '"' || c == '\\' || c < ' ')) {
            throw new IllegalArgumentException("the meaning of tunable " + name + " has quotes, backslashes or control characters; wanted plain words");
        }
    }

    /** One whose first value is taken where nobody chooses. */
    public static Tunable of(String name, List<Integer> values, String meaning) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("tunable " + name + " has no values; wanted at least one");
        }
        return new Tunable(name, values, values.getFirst(), meaning);
    }

    /** Its line: {@code tunable few in {2, 4, 8} default 4 "what it decides"}. */
    @Override
    public String toString() {
        return "tunable " + name + " in " + values.stream().map(String::valueOf).collect(Collectors.joining(", ", "{", "}"))
                + (initial == values.getFirst() ? "" : " default " + initial) + (meaning.isEmpty() ? "" : " \"" + meaning + "\"");
    }
}
