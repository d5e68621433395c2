package intarsia.passes.cost;

/**
 * A loop around a statement; the first is that over the blocks of the grid.
 *
 * @param trips of it each time that it is come to
 * @param known whether trips follow from constants and sizes
 * @param begin the number of its first statement in the text, {@code end} that after its last
 */
record Loop(double trips, boolean known, int begin, int end) {
    /** Trips of loops of which nothing is known. */
    static final double GUESS = 16;
}
