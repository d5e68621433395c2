package intarsia.ir.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The table that {@link Layout#render} draws. */
final class LayoutPicture {
    private static final int MAX_ELEMENTS = 1 << 16;

    private final Layout layout;
    private final int[] shape;
    private final int rows;
    private final int cols;

    LayoutPicture(Layout layout) {
        if (layout.elements() > MAX_ELEMENTS) {
            throw new IllegalArgumentException("picture of " + layout + ": " + layout.elements()
                    + " elements, wanted at most " + MAX_ELEMENTS);
        }
        this.layout = layout;
        this.shape = layout.shape();
        this.cols = shape.length > 0 ? shape[shape.length - 1] : 1;
        this.rows = shape.length > 1 ? shape[shape.length - 2] : 1;
    }

    String text() {
        var out = new StringBuilder(layout.toString()).append('\n').append("cell: ").append(heading()).append('\n');
        List<String> cells = new ArrayList<>();
        for (int e = 0; e < layout.elements(); e++) cells.add(cell(Layout.index(e, shape)));
        int width = cells.stream().mapToInt(String::length).max().orElse(0);
        width = Math.max(width, Integer.toString(cols - 1).length());
        for (int e = 0; e < cells.size(); e += rows * cols) {
            if (shape.length > 2) out.append(slice(e)).append('\n');
            table(out, cells.subList(e, e + rows * cols), width);
        }
        return out.toString();
    }

    private String heading() {
        String names = layout.axes().stream().map(Axis::name).collect(Collectors.joining("/"));
        return (names.isEmpty() ? "-" : names) + (layout.replicas() > 1 ? ", first of " + layout.replicas() + " copies" : "");
    }

    private String slice(int element) {
        return Arrays.stream(Layout.index(element, shape)).limit(shape.length - 2L).mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "[", ",:,:]"));
    }

    private void table(StringBuilder out, List<String> cells, int width) {
        int margin = Integer.toString(rows - 1).length();
        out.append(" ".repeat(margin)).append(" |");
        for (int c = 0; c < cols; c++) out.append(right(Integer.toString(c), width + 1));
        out.append('\n').append("-".repeat(margin + 1)).append('+').append("-".repeat(cols * (width + 1))).append('\n');
        for (int r = 0; r < rows; r++) {
            out.append(right(Integer.toString(r), margin)).append(" |");
            for (int c = 0; c < cols; c++) out.append(right(cells.get(r * cols + c), width + 1));
            out.append('\n');
        }
    }

    private static String right(String s, int width) {
        return " ".repeat(width - s.length()) + s;
    }

    private String cell(int[] x) {
        if (layout.axes().isEmpty()) return "-";
        return layout.axes().stream().map(a -> Integer.toString(layout.coordinate(a, x))).collect(Collectors.joining("/"));
    }
}
