package intarsia.ir;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A value for each of some tunables. Equal points have equal text: {@code few=8 part=32}, names in alphabetical order.
 *
 * @param values by name
 */
public record Point(Map<String, Integer> values) {
    /** With no tunables. */
    public static final Point NONE = new Point(Map.of());

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern TEXT = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(0|-?[1-9][0-9]{0,9})");
    private static final int MOST_CHARACTERS = 1 << 12;
    private static final int LONGEST_NAME = 64;

    public Point {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        values.keySet().forEach(Point::checkName);
    }

    /** Refuses what is no name of a tunable. */
    public static void checkName(String name) {
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("tunable '" + (name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name)
                    + "'; wanted a letter or '_', then letters, digits and '_', at most " + LONGEST_NAME);
        }
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException of any other text, which says what was found where
     */
    public static Point parse(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("a point of " + text.length() + " characters; wanted at most " + MOST_CHARACTERS);
        }
        Map<String, Integer> values = new TreeMap<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
            var m = TEXT.matcher(part);
            if (!m.matches() || values.put(m.group(1), number(m.group(2), part)) != null) {
                throw new IllegalArgumentException("'" + part + "' in point '" + text + "'; wanted each name once, as in few=8 part=32");
            }
        }
        return new Point(values);
    }

    private static int number(String digits, String part) {
        long n = Long.parseLong(digits);
        if (n != (int) n) {
            throw new IllegalArgumentException("'" + part + "' in a point; wanted a number of 32 bits");
        }
        return (int) n;
    }

    /** The value of a tunable, where it has one. */
    public OptionalInt get(String name) {
        Integer v = values.get(name);
        return v == null ? OptionalInt.empty() : OptionalInt.of(v);
    }

    /**
     * The value of a tunable.
     *
     * @throws IllegalArgumentException where it has none
     */
    public int value(String name) {
        return get(name).orElseThrow(() -> new IllegalArgumentException("no tunable '" + name + "' in point '" + this + "'"));
    }

    /** The same with another value of one tunable. */
    public Point with(String name, int value) {
        Map<String, Integer> now = new TreeMap<>(values);
        now.put(name, value);
        return new Point(now);
    }

    /** The values of those tunables alone. */
    public Point only(Collection<String> names) {
        Map<String, Integer> now = new TreeMap<>(values);
        now.keySet().retainAll(names);
        return new Point(now);
    }

    /** The values of all but those tunables. */
    public Point without(Collection<String> names) {
        Map<String, Integer> now = new TreeMap<>(values);
        now.keySet().removeAll(names);
        return new Point(now);
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    @Override
    public String toString() {
        return values.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(" "));
    }
}
