package intarsia.tuning.search;

import intarsia.ir.Point;
import intarsia.ir.tune.TuningSpace;
import intarsia.tuning.Problem;
import java.util.Optional;

/** What is searched: the points of a problem, which of them have code, and what is expected of each. */
public interface SearchSpace {
    /** Under what measurements are kept. */
    Problem problem();

    TuningSpace space();

    /** Why a point of the space should not be built; empty where it may. The initial point is never refused. */
    Optional<String> refusal(Point p);

    /**
     * The natural logarithm of the time that a point is expected to take, up to a number that is the same for the whole space: 0 for all where nothing is known. Only of points
     * that are not refused.
     */
    double expected(Point p);
}
