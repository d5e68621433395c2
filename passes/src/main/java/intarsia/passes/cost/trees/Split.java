package intarsia.passes.cost.trees;

/**
 * A leaf cut in two.
 *
 * @param bin     the last that goes left
 * @param missing whether missing values go left
 * @param gain    by how much the loss falls, about
 */
record Split(int column, int bin, boolean missing, double gain) {
    /** No split that gains anything. */
    static final Split NONE = new Split(-1, 0, false, 0);

    boolean found() {
        return column >= 0;
    }

    /** The derivatives of some rows, and how many they are. */
    record Sum(double first, double second, int count) {
        Sum plus(Sum b) {
            return new Sum(first + b.first, second + b.second, count + b.count);
        }

        /** What the best value for them takes off the loss, times two. */
        double score(double penalty) {
            return first * first / Math.max(second + penalty, Double.MIN_NORMAL);
        }
    }

    /** The split of a column that gains most, where that is more than another does. */
    static Split better(Split than, Histogram h, Bins bins, int column, Sum all, Growth growth) {
        Sum missing = sum(h, column, 0);
        Split best = better(than, h, bins, column, all, new Sum(0, 0, 0), growth);
        return missing.count > 0 ? better(best, h, bins, column, all, missing, growth) : best;
    }

    /** With some rows on the left from the first; primitives, for this is where growing spends its time. */
    private static Split better(Split than, Histogram h, Bins bins, int column, Sum all, Sum start, Growth growth) {
        double first = start.first, second = start.second, best = than.gain + all.score(growth.penalty());
        int count = start.count, found = 0, most = all.count - growth.leastRows();
        boolean fewer = false;
        for (int b = 1; b < bins.of(column) - 1 && count <= most; b++) {
            first += h.first(column, b);
            second += h.second(column, b);
            count += h.count(column, b);
            if (count < growth.leastRows() || count > most) continue;
            double score = score(first, second, growth) + score(all.first - first, all.second - second, growth);
            if (score > best) {
                best = score;
                found = b;
                fewer = count * 2 > all.count;
            }
        }
        return found == 0 ? than : new Split(column, found, start.count > 0 || fewer && sum(h, column, 0).count == 0, best - all.score(growth.penalty()));
    }

    private static double score(double first, double second, Growth growth) {
        return first * first / Math.max(second + growth.penalty(), Double.MIN_NORMAL);
    }

    static Sum sum(Histogram h, int column, int bin) {
        return new Sum(h.first(column, bin), h.second(column, bin), h.count(column, bin));
    }
}
