package intarsia.cli.figure;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as JSON text. Objects are maps, arrays are lists and {@code int[]}. */
public final class Json {
    private Json() {}

    /**
     * An object of these members, in order.
     *
     * @param namesAndValues a name, its value, the next name, …
     */
    public static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        var members = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) members.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        return members;
    }

    /**
     * The text of a value, on one line.
     *
     * @throws IllegalArgumentException where it is none of: null, a truth value, an integer, a {@link BigDecimal}, text, a list, {@code int[]}, a map
     */
    public static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Boolean b -> b.toString();
            case Integer n -> n.toString();
            case Long n -> n.toString();
            case BigDecimal d -> d.toPlainString();
            case String s -> quoted(s);
            case int[] numbers -> Arrays.toString(numbers);
            case List<?> list -> list.stream().map(Json::text).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map -> map.entrySet().stream().map(e -> quoted(String.valueOf(e.getKey())) + ": " + text(e.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
            default -> throw new IllegalArgumentException("no JSON of " + value.getClass());
        };
    }

    /** A string in quotes. */
    public static String quoted(String s) {
        StringBuilder out = new StringBuilder("\"");
        s.chars().forEach(c -> {
            if (c == '"' || c == '\\') out.append('\\').append((char) c);
            else if (c < ' ') out.append(String.format(Locale.ROOT, "\\u%04x", c));
            else out.append((char) c);
        });
        return out.append('"').toString();
    }
}
