package intarsia.cli.layout;

import intarsia.cli.figure.Json;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Entry;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.Term;
import intarsia.ir.layout.cute.CuteLayout;
import intarsia.ir.layout.cute.TvLayout;
import intarsia.ir.layout.linear.Answer;
import intarsia.ir.layout.linear.LinearLayout;
import intarsia.ir.layout.linear.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A layout by itself: the table of its places, its sizes, its other notations.
 *
 * @param matrix whether the matrix over F2 is wanted
 */
public record LayoutFigure(Layout layout, boolean matrix) implements Figure {
    private static final int MOST_DRAWN = 1 << 12;
    private static final int MOST_LISTED = 1 << 16;

    @Override
    public String text() {
        var out = new StringBuilder();
        if (layout.elements() <= MOST_DRAWN) out.append(layout.render());
        else out.append(layout).append("\nnot drawn: ").append(layout.elements()).append(" elements, wanted at most ").append(MOST_DRAWN).append("; draw a part, as EXPR.slice(dim,from,extent)\n");
        out.append(summary()).append('\n');
        out.append("CuTe TV: ").append(told(TvLayout.of(layout))).append('\n');
        out.append("F2: ").append(linear()).append('\n');
        if (matrix) rows(LinearLayout.of(layout).orThrow()).forEach(r -> out.append("  ").append(r).append('\n'));
        return out.toString();
    }

    private String summary() {
        String sizes = layout.axes().stream().map(a -> a + " " + layout.size(a)).collect(Collectors.joining(", "));
        return "shape " + Arrays.toString(layout.shape()) + ", " + layout.elements() + " elements, " + (layout.replicas() == 1 ? "no copies" : "each " + layout.replicas() + " times")
            + (sizes.isEmpty() ? "" : "; sizes: " + sizes);
    }

    private static String told(Answer<CuteLayout> tv) {
        return switch (tv) {
            case Answer.Found<CuteLayout>(CuteLayout l) -> l.toString();
            case Answer.Refused<CuteLayout>(String reason) -> "none: " + reason;
        };
    }

    private String linear() {
        return switch (LinearLayout.of(layout)) {
            case Answer.Found<LinearLayout>(LinearLayout l) -> "linear, " + l.matrix().rows() + " bits of elements from " + l.matrix().cols() + " of places, rank " + l.matrix().rank();
            case Answer.Refused<LinearLayout>(String reason) -> "not linear: " + reason;
        };
    }

    /** The matrix as text: a row for each bit of the element, the lowest first, a column for each bit of a place. */
    private static List<String> rows(LinearLayout l) {
        List<String> lines = new ArrayList<>();
        lines.add("columns: " + l.axes().stream().map(a -> IntStream.range(0, l.bits(a)).mapToObj(i -> a.name() + i).collect(Collectors.joining(" "))).collect(Collectors.joining(" ")));
        Matrix m = l.matrix();
        for (int r = 0; r < m.rows(); r++) {
            long row = m.row(r);
            lines.add("bit " + r + ": " + IntStream.range(0, m.cols()).mapToObj(c -> (row >>> c & 1) == 0 ? "." : "1").collect(Collectors.joining(" ")));
        }
        return lines;
    }

    @Override
    public @Nullable Object json() {
        Map<String, @Nullable Object> out = described(layout);
        out.put("cells", layout.elements() <= MOST_LISTED ? IntStream.range(0, layout.elements()).mapToObj(this::cell).toList() : null);
        if (layout.elements() > MOST_LISTED) out.put("note", "cells are left out above " + MOST_LISTED + " elements");
        if (matrix) out.put("matrix", LinearLayout.of(layout).orThrow().matrix().toString());
        return out;
    }

    /** A layout without its cells. */
    static Map<String, @Nullable Object> described(Layout layout) {
        var axes = Json.object();
        for (Axis a : layout.axes()) axes.put(a.name(), Json.object("size", layout.size(a), "entries", entries(layout, a)));
        return Json.object("layout", layout.toString(), "shape", layout.shape(), "elements", layout.elements(), "replicas", layout.replicas(),
            "digits", IntStream.range(0, layout.rank()).mapToObj(layout::factorisation).toList(), "axes", axes,
            "cute", TvLayout.of(layout).asOptional().map(CuteLayout::toString).orElse(null), "linear", LinearLayout.of(layout).asOptional().isPresent());
    }

    private static List<Object> entries(Layout layout, Axis axis) {
        List<Entry> entries = layout.entries(axis);
        List<Term> terms = layout.terms(axis);
        List<Object> out = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            out.add(switch (entries.get(i)) {
                case Entry.Replica(int count) -> Json.object("copies", count, "scale", terms.get(i).scale());
                case Entry.Digit(int dim, int pos) -> Json.object("dim", dim, "position", pos, "extent", terms.get(i).extent(), "weight", terms.get(i).weight(),
                    "scale", terms.get(i).scale());
            });
        }
        return out;
    }

    /** An element and the coordinates of its first copy, axes in order. */
    private Object cell(int element) {
        int[] x = Layout.index(element, layout.shape());
        return List.of(x, layout.axes().stream().mapToInt(a -> layout.coordinate(a, x)).toArray());
    }

    @Override
    public String svg() {
        var places = new Places(layout);
        return Picture.of(layout.toString(), List.of(summary(), places.legend()), TileGrids.of("", layout.shape(), places::cell));
    }
}
