package intarsia.ir;

import java.util.Map;

/** The values of symbols at a launch. */
@FunctionalInterface
public interface Symbols {
    /** Symbols of a kernel that has none. */
    Symbols NONE = of(Map.of());

    /** The value of a symbol, or an error that names it. */
    long value(String name);

    /** Values from a map. */
    static Symbols of(Map<String, Long> values) {
        return name -> {
            Long v = values.get(name);
            if (v == null) {
                throw new IllegalArgumentException("symbol " + name + " has no value; given: " + values.keySet());
            }
            return v;
        };
    }
}
