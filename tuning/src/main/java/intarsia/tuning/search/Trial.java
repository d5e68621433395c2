package intarsia.tuning.search;

import intarsia.ir.Point;
import java.util.Optional;

/**
 * How a point is timed.
 *
 * @param reference what it takes turns with, so that what slows the machine slows both
 * @param rounds    turns of each
 */
public record Trial(Optional<Reference> reference, int rounds) {
    /** Turns before a point is given up: enough to see a factor, not to tell near ones apart. */
    public static final int FEW_ROUNDS = 3;

    /**
     * A point whose time is known.
     *
     * @param nanos  of a run, as it is known; times are given as if the point took as long now
     * @param giveUp nanoseconds of a run beyond which a point is given up after {@link #FEW_ROUNDS}
     */
    public record Reference(Point point, double nanos, double giveUp) {
    }

    public Trial {
        if (rounds < FEW_ROUNDS) {
            throw new IllegalArgumentException(rounds + " rounds; wanted at least " + FEW_ROUNDS);
        }
    }
}
