package intarsia.tuning.search;

/**
 * How a space is searched. The same options and times give the same search.
 *
 * @param seed   of what is left to chance
 * @param sample points that are looked at before the first is measured
 * @param first  of these that are measured, the most promising
 * @param giveUp how many times as long as the best a point may take to be timed to the end
 * @param rounds of a measurement; of the best once more as many
 */
public record SearchOptions(long seed, int sample, int first, double giveUp, int rounds) {
    /** Seed 1, 8 of a sample of 48, 1.5 times the best, 15 rounds. */
    public static final SearchOptions DEFAULT = new SearchOptions(1, 48, 8, 1.5, 15);

    public SearchOptions {
        if (sample < 1 || first < 1 || !(giveUp >= 1) || rounds < Trial.FEW_ROUNDS) {
            throw new IllegalArgumentException("sample " + sample + ", first " + first + ", give up at " + giveUp + ", rounds " + rounds + "; wanted at least 1, 1, 1, "
                    + Trial.FEW_ROUNDS);
        }
    }

    /** The same with another seed. */
    public SearchOptions withSeed(long other) {
        return new SearchOptions(other, sample, first, giveUp, rounds);
    }

    /** The same with a sample of another size. */
    public SearchOptions withSample(int other) {
        return new SearchOptions(seed, other, first, giveUp, rounds);
    }
}
