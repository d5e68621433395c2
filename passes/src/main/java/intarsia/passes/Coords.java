package intarsia.passes;

import intarsia.dsl.Scalar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a tile lies in tensors: of each named dimension either one index, or a run of indices along a dimension of the
 * tile.
 *
 * @param shape of the tile
 */
record Coords(List<Integer> shape, Map<String, Coord> at) {
    /**
     * One dimension.
     *
     * @param offset  the index, or the first of the run
     * @param tileDim the tile's dimension that runs along it; -1 for one index
     * @param limit   indices from here on are off; the extent where there is none
     */
    record Coord(Scalar offset, int tileDim, Optional<Scalar> limit) {
        static Coord at(Scalar offset) {
            return new Coord(offset, -1, Optional.empty());
        }

        static Coord run(Scalar offset, int tileDim) {
            return new Coord(offset, tileDim, Optional.empty());
        }

        boolean single() {
            return tileDim < 0;
        }
    }

    Coords {
        shape = List.copyOf(shape);
        at = Map.copyOf(at);
    }

    Coord of(String name) {
        Coord c = at.get(name);
        if (c == null) {
            throw new IllegalStateException("no coordinate for dimension '" + name + "'; known: " + at.keySet());
        }
        return c;
    }

    Coords with(String name, Coord c) {
        Map<String, Coord> now = new HashMap<>(at);
        now.put(name, c);
        return new Coords(shape, now);
    }

    /** Only single indices, for values that do not vary along the tile. */
    Coords scalars() {
        Map<String, Coord> now = new HashMap<>();
        at.forEach((n, c) -> {
            if (c.single()) {
                now.put(n, c);
            }
        });
        return new Coords(List.of(), now);
    }

    int[] dims() {
        return shape.stream().mapToInt(Integer::intValue).toArray();
    }
}
