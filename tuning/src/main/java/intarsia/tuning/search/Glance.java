package intarsia.tuning.search;

import intarsia.ir.Point;
import intarsia.ir.tune.TuningSpace;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** The point of a space that is expected to be fastest, of a few that are looked at. */
record Glance(SearchSpace space, FirstLook look) {
    /**
     * That point, or the initial one where none is expected to be enough faster.
     *
     * @param more whether there is time to look at another
     */
    Point best(BooleanSupplier more) {
        Point initial = space.space().initial(), best = initial;
        double usual = space.expected(initial), least = usual;
        for (Iterator<Point> points = points().iterator(); points.hasNext() && more.getAsBoolean();) {
            Point p = points.next();
            double expected = space.refusal(p).isPresent() ? Double.MAX_VALUE : space.expected(p);
            if (expected < least) {
                least = expected;
                best = p;
            }
        }
        return usual - least >= Math.log(look.margin()) ? best : initial;
    }

    /** Neighbours of the initial point, the nearest first, and by turns points by chance. */
    private List<Point> points() {
        TuningSpace all = space.space();
        Iterator<Point> near = all.neighbours(all.initial()).iterator();
        Random random = new Random(look.seed());
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < look.points(); i++) {
            points.add(near.hasNext() && i % 2 == 0 ? near.next() : all.random(random.nextLong()));
        }
        return points.stream().distinct().filter(p -> !p.equals(all.initial())).toList();
    }
}
