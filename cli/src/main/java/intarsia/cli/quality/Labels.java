package intarsia.cli.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds places for labels beside points, clear of points and of one another. */
final class Labels {
    /** Sides of a point in the order in which they are tried: to the right of it, above, to the left, below. */
    private static final double[][] SIDES = {{1, 0}, {1, -1}, {1, 1}, {0, -1}, {-1, 0}, {-1, -1}, {-1, 1}, {0, 1}};
    private static final double[] DISTANCES = {8, 14, 22, 32, 44, 60, 80};

    private final Box area;
    private final double size;
    private final List<Box> taken = new ArrayList<>();

    /** @param size of the font */
    Labels(Box area, double size) {
        this.area = area;
        this.size = size;
    }

    /** Keeps labels out of a place. */
    void take(Box box) {
        taken.add(box);
    }

    /** The box of a label of a point; empty where there is no room near. */
    Optional<Box> place(String text, double x, double y) {
        for (double distance : DISTANCES) {
            for (double[] side : SIDES) {
                Box box = beside(text, x + side[0] * distance, y + side[1] * distance, side[0]);
                if (box.within(area) && taken.stream().noneMatch(box::meets)) {
                    taken.add(box);
                    return Optional.of(box);
                }
            }
        }
        return Optional.empty();
    }

    /** To the right of a place, to its left, or in its middle. */
    private Box beside(String text, double x, double y, double side) {
        double width = Box.width(text, size);
        return Box.ofText(text, side > 0 ? x : side < 0 ? x - width : x - width / 2, y + size / 3, size);
    }

    /** The line on which the letters of a label stand. */
    double baseline(Box label) {
        return label.top() - Box.ofText("", 0, 0, size).top();
    }
}
