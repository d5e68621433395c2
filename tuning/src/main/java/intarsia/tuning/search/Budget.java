package intarsia.tuning.search;

import java.time.Duration;

/**
 * When a search ends, whichever comes first.
 *
 * @param time   after which no measurement begins
 * @param points that are measured at most; known ones are free
 */
public record Budget(Duration time, int points) {
    private static final Duration LONG = Duration.ofDays(365);

    public Budget {
        if (time.isNegative() || points < 0) {
            throw new IllegalArgumentException("a budget of " + time + " and " + points + " points; wanted 0 or more");
        }
        time = time.compareTo(LONG) > 0 ? LONG : time;
    }

    /** So much time, for any number of points. */
    public static Budget of(Duration time) {
        return new Budget(time, Integer.MAX_VALUE);
    }

    /** So many points, however long they take. */
    public static Budget ofPoints(int points) {
        return new Budget(LONG, points);
    }
}
