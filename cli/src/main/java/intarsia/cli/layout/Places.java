package intarsia.cli.layout;

import intarsia.cli.figure.Palette;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** The cells of a layout's elements: lane and slot, coloured by lane. */
final class Places {
    private static final int MOST_COPIES = 8;

    private final Layout layout;
    private final List<Axis> below;
    /** The axis that colours: lane, or where there is none the first by name. */
    private final Axis colour;

    Places(Layout layout) {
        this.layout = layout;
        colour = layout.axes().contains(Axis.LANE) ? Axis.LANE : layout.axes().stream().findFirst().orElse(Axis.LANE);
        below = layout.axes().stream().filter(a -> !a.equals(colour)).toList();
    }

    /** What the numbers in a cell are. */
    String legend() {
        String lower = below.isEmpty() ? "" : "; below it " + below.stream().map(Axis::name).collect(Collectors.joining("/"));
        return "large and colour: " + colour + lower + (layout.replicas() > 1 ? "; the first of " + layout.replicas() + " copies" : "");
    }

    /** The cell of an element. */
    Cell cell(int[] x) {
        String lower = below.stream().map(a -> Integer.toString(layout.coordinate(a, x))).collect(Collectors.joining("/"));
        int main = layout.coordinate(colour, x);
        return new Cell(Integer.toString(main), lower, Palette.of(main, layout.size(colour)), hover(x));
    }

    private String hover(int[] x) {
        if (layout.replicas() > MOST_COPIES) return TileGrids.text(x) + ": " + layout.axes().stream().map(a -> a + " " + layout.coordinate(a, x)).collect(Collectors.joining(", ")) + ", and copies";
        return TileGrids.text(x) + ": " + layout.place(x).stream().map(Places::text).collect(Collectors.joining("; "));
    }

    private static String text(SortedMap<Axis, Integer> place) {
        return place.isEmpty() ? "the one place" : place.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).collect(Collectors.joining(", "));
    }
}
