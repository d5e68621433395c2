package intarsia.dsl.library;

import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import java.util.ArrayList;
import java.util.List;

/**
 * The template of maps, gathers, appends and norms: every element of a tensor from others. The outer dimensions are the
 * grid; a tile has {@code chunk} elements of the next dimension and all of those after it.
 *
 * @param outer extents of the outer dimensions
 * @param inner extent of the dimension that is walked along
 * @param chunk elements of it in a tile
 * @param whole whether one block walks along all of it: what precedes, such as the sum of a norm, is done once
 */
public record Rows(List<Size> outer, Size inner, int chunk, boolean whole) {
    /** What is done before a row. */
    @FunctionalInterface
    public interface Row {
        /** Gives what is done with each tile of it. */
        Part begin(List<Scalar> outer);
    }

    /** What is done with the tile that starts at {@code at}. */
    @FunctionalInterface
    public interface Part {
        void write(Scalar at);
    }

    public Rows {
        outer = List.copyOf(outer);
    }

    /** Writes the kernel. */
    public void write(TileKernel k, Row row) {
        List<Scalar> at = new ArrayList<>();
        outer.forEach(s -> at.add(k.grid(s)));
        if (whole) {
            if (outer.isEmpty()) {
                k.grid(Size.of(1));
            }
            Part part = row.begin(at);
            k.loop(inner, chunk, part::write);
        } else {
            Scalar i = k.grid(inner.ceilDiv(chunk)).times(chunk);
            row.begin(at).write(i);
        }
    }
}
