package intarsia.passes.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Features as they are put together: names and values in one order. */
final class Vector {
    private final List<String> names = new ArrayList<>();
    private float[] values = new float[256];

    void put(String name, double value) {
        if (names.size() == values.length) values = Arrays.copyOf(values, 2 * values.length);
        values[names.size()] = (float) value;
        names.add(name);
    }

    /** A part of a whole; 0 of nothing. */
    void share(String name, double part, double whole) {
        put(name, whole == 0 ? 0 : part / whole);
    }

    void yes(String name, boolean holds) {
        put(name, holds ? 1 : 0);
    }

    List<String> names() {
        return List.copyOf(names);
    }

    float[] values() {
        return Arrays.copyOf(values, names.size());
    }
}
