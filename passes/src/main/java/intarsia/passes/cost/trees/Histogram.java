package intarsia.passes.cost.trees;

/** By column and bin: the sums of the derivatives of some rows, and how many they are. */
final class Histogram {
    private static final int PARTS = 3;
    /** Where a column begins, in bins. */
    private final int[] starts;
    private final double[] sums;

    Histogram(int[] starts) {
        this.starts = starts;
        this.sums = new double[starts[starts.length - 1] * PARTS];
    }

    /** Where columns begin; after the last their end. */
    static int[] starts(Bins bins) {
        int[] starts = new int[bins.columns() + 1];
        for (int c = 0; c < bins.columns(); c++) starts[c + 1] = starts[c] + bins.of(c);
        return starts;
    }

    /** Adds rows {@code from} to {@code to} − 1 of an order; derivatives are in that order. */
    void add(int column, byte[] binned, int[] order, int from, int to, double[] first, double[] second) {
        int start = starts[column] * PARTS;
        for (int i = from; i < to; i++) {
            int at = start + (binned[order[i]] & 0xff) * PARTS;
            sums[at] += first[i - from];
            sums[at + 1] += second[i - from];
            sums[at + 2]++;
        }
    }

    /** What is left without a part of the rows. */
    Histogram minus(Histogram part) {
        Histogram rest = new Histogram(starts);
        for (int i = 0; i < sums.length; i++) rest.sums[i] = sums[i] - part.sums[i];
        return rest;
    }

    double first(int column, int bin) {
        return sums[(starts[column] + bin) * PARTS];
    }

    double second(int column, int bin) {
        return sums[(starts[column] + bin) * PARTS + 1];
    }

    int count(int column, int bin) {
        return (int) sums[(starts[column] + bin) * PARTS + 2];
    }
}
