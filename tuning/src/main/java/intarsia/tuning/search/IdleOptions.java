package intarsia.tuning.search;

import java.time.Duration;

/**
 * How much is measured while nobody waits.
 *
 * @param quiet    how long nobody has asked for anything before it begins
 * @param round    measurements between two looks at what has become faster
 * @param patience points of a kernel after which it is left alone, where none of them was faster
 * @param gain     how many times as fast a kernel must have become for others to be told
 */
public record IdleOptions(Duration quiet, int round, int patience, double gain) {
    /** After 2 s; by 8 measurements; 32 without a better one are enough; 1.02 times as fast. */
    public static final IdleOptions DEFAULT = new IdleOptions(Duration.ofSeconds(2), 8, 32, 1.02);

    public IdleOptions {
        if (quiet.isNegative() || round < 1 || patience < 1 || !(gain >= 1)) {
            throw new IllegalArgumentException("quiet for " + quiet + ", rounds of " + round + ", patience of " + patience + ", a gain of " + gain + "; wanted at least 0, 1, 1 and 1");
        }
    }
}
