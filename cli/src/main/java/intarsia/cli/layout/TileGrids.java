package intarsia.cli.layout;

import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A tile as grids: the last two dimensions are rows and columns, a grid for each index of the others. */
final class TileGrids {
    /** One dimension is broken into rows of so many. */
    private static final int ROW = 32;

    private TileGrids() {}

    /** The grids of a shape, each element drawn by {@code cell} from its index. */
    static List<Grid> of(String title, int[] shape, Function<int[], Cell> cell) {
        long all = Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> Math.min(a * b, Integer.MAX_VALUE));
        Picture.expect(all);
        if (shape.length < 2) return List.of(line(title, (int) all, shape, cell));
        int rows = shape[shape.length - 2];
        int columns = shape[shape.length - 1];
        List<Grid> grids = new ArrayList<>();
        for (int from = 0; from < all; from += rows * columns) {
            String slice = shape.length == 2 ? "" : Arrays.stream(Layout.index(from, shape)).limit(shape.length - 2L).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", ",:,:]"));
            grids.add(new Grid(String.join(" ", title, slice).strip(), headings(rows, 1), headings(columns, 1), cells(from, rows * columns, shape, cell)));
        }
        return grids;
    }

    private static Grid line(String title, int elements, int[] shape, Function<int[], Cell> cell) {
        return new Grid(title, headings(Math.ceilDiv(elements, ROW), ROW), headings(Math.min(elements, ROW), 1), cells(0, elements, shape, cell));
    }

    private static List<String> headings(int count, int step) {
        return IntStream.range(0, count).mapToObj(i -> Integer.toString(i * step)).toList();
    }

    private static List<Cell> cells(int from, int count, int[] shape, Function<int[], Cell> cell) {
        return IntStream.range(from, from + count).mapToObj(e -> cell.apply(Layout.index(e, shape))).toList();
    }

    /** An index as text: {@code (9,3)}. */
    static String text(int[] x) {
        return Arrays.stream(x).mapToObj(Integer::toString).collect(Collectors.joining(",", "(", ")"));
    }
}
