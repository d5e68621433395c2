package intarsia.tuning.search;

import java.time.Duration;

/**
 * What choosing by a cost model alone may cost, and when it is believed.
 *
 * @param points of a problem that are looked at, besides the initial one
 * @param time   for all problems together; those that it does not suffice for stay as they are
 * @param margin how many times as fast as the initial point another must be expected to be
 * @param seed   of what is left to chance
 */
public record FirstLook(int points, Duration time, double margin, long seed) {
    /** 24 points, 1.1 times as fast, within so much time. */
    public static FirstLook within(Duration time) {
        return new FirstLook(24, time, 1.1, 1);
    }

    public FirstLook {
        if (points < 0 || time.isNegative() || !(margin >= 1)) {
            throw new IllegalArgumentException(points + " points in " + time + " by a margin of " + margin + "; wanted 0 or more, 0 or more, and 1 or more");
        }
    }
}
