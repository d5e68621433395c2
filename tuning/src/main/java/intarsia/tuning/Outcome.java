package intarsia.tuning;

/** What came of measuring a configuration. */
public sealed interface Outcome {
    /**
     * Its time.
     *
     * @param median nanoseconds of a run
     * @param spread nanoseconds between the quartiles of the rounds
     * @param rounds how many runs were timed
     * @param bytes  that a run must move, 0 where nobody knows
     * @param limit  nanoseconds below which the machine's limits let no kernel go, 0 where nobody knows
     */
    record Timed(double median, double spread, int rounds, long bytes, double limit) implements Outcome {
        /** Nanoseconds of a run at most: eleven days. */
        private static final double MOST = 1e15;

        public Timed {
            if (!(median > 0 && median <= MOST && spread >= 0 && spread <= MOST && limit >= 0 && limit <= MOST)) {
                throw new IllegalArgumentException("median " + median + ", spread " + spread + ", limit " + limit + " ns; wanted finite ones up to " + MOST
                        + ", a median above 0, a spread and a limit of 0 or more");
            }
            if (rounds < 1 || bytes < 0) {
                throw new IllegalArgumentException(rounds + " rounds, " + bytes + " bytes; wanted at least 1 and 0");
            }
        }
    }

    /**
     * No time.
     *
     * @param reason why, in one line; longer ones are cut
     */
    record Failed(String reason) implements Outcome {
        public Failed {
            reason = Texts.asLine(reason);
        }
    }
}
