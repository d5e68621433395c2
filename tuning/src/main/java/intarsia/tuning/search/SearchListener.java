package intarsia.tuning.search;

import intarsia.ir.Point;
import intarsia.tuning.Outcome;

/** Sees how a search goes on, on its thread. */
@FunctionalInterface
public interface SearchListener {
    /** Sees nothing. */
    SearchListener UNSEEN = (_, _, _) -> { };

    /** A point was measured, and is kept. */
    void measured(Search search, Point point, Outcome outcome);
}
