package intarsia.ir;

import intarsia.ir.layout.Layout;
import intarsia.ir.type.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A tile in registers: element type, shape (constants; rank 0 is one element), and its layout once that is inferred.
 */
public record TileType(DType elem, List<Integer> shape, Optional<Layout> layout) implements Type {
    /** The largest number of elements a tile may have; above it nothing would fit any machine's registers or scratch. */
    public static final int MAX_ELEMENTS = 1 << 20;

    public TileType {
        shape = List.copyOf(shape);
        long n = 1;
        for (int extent : shape) {
            if (extent < 1) {
                throw new IllegalArgumentException("tile extent " + extent + " in " + shape + "; wanted at least 1");
            }
            n *= extent;
            if (n > MAX_ELEMENTS) {
                throw new IllegalArgumentException("tile " + elem + shape + " has more than " + MAX_ELEMENTS + " elements; loop over smaller tiles");
            }
        }
    }

    /** A tile type without layout. */
    public static TileType of(DType elem, int... shape) {
        return new TileType(elem, java.util.Arrays.stream(shape).boxed().toList(), Optional.empty());
    }

    public TileType withElem(DType other) {
        return new TileType(other, shape, layout);
    }

    /** The same elements in another shape; the layout is forgotten. */
    public TileType withShape(List<Integer> other) {
        return new TileType(elem, other, Optional.empty());
    }

    public TileType withLayout(Layout l) {
        return new TileType(elem, shape, Optional.of(l));
    }

    public int rank() {
        return shape.size();
    }

    /** Number of elements. */
    public int size() {
        return shape.stream().reduce(1, (a, b) -> a * b);
    }

    public int[] dims() {
        int[] dims = new int[shape.size()]; // no stream: passes ask this for every element
        Arrays.setAll(dims, shape::get);
        return dims;
    }

    @Override
    public String toString() {
        String dims = String.join(",", shape.stream().map(String::valueOf).toList());
        return elem + "[" + dims + layout.map(l -> " | " + l).orElse("") + "]";
    }
}
