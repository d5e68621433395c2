package intarsia.tuning.search;

import intarsia.ir.Point;
import intarsia.tuning.Outcome;
import java.io.IOException;

/** Times points. A point is compared with the reference on data before it is timed; one that computes something else, crashes or takes for ever has failed. */
public interface Measurer extends AutoCloseable {
    /**
     * Times a point of a space.
     *
     * @throws IOException          where nothing can be measured, whatever the point
     * @throws InterruptedException where the thread was interrupted, or {@link #close} was called meanwhile
     */
    Outcome measure(SearchSpace space, Point point, Trial trial) throws IOException, InterruptedException;

    /** Ends a measurement under way, too; from any thread. */
    @Override
    void close();
}
