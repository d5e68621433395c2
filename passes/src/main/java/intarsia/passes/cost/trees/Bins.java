package intarsia.passes.cost.trees;

import java.util.Arrays;

/**
 * The columns of a table cut into few ranges of about as many rows each. Bin 0 holds what is missing (NaN), bin b from 1 on what is above cut b − 2 and
 * not above cut b − 1.
 */
final class Bins {
    /** Of a column, those of missing values apart: a bin is a byte. */
    static final int MOST = 255;

    private final float[][] cuts;

    private Bins(float[][] cuts) {
        this.cuts = cuts;
    }

    static Bins of(float[][] rows, int columns, int most) {
        float[][] cuts = new float[columns][];
        for (int c = 0; c < columns; c++) cuts[c] = cuts(column(rows, c), most);
        return new Bins(cuts);
    }

    private static float[] column(float[][] rows, int column) {
        float[] all = new float[rows.length];
        int n = 0;
        for (float[] row : rows) if (!Float.isNaN(row[column])) all[n++] = row[column] + 0f; // −0 is 0
        float[] known = Arrays.copyOf(all, n);
        Arrays.sort(known);
        return known;
    }

    /** The last value of each bin but the highest, from sorted values. */
    private static float[] cuts(float[] sorted, int most) {
        boolean few = distinct(sorted) <= most;
        float[] found = new float[most];
        int n = 0;
        for (int i = 0; i + 1 < sorted.length && n < most - 1; i++) {
            boolean full = few || (long) (i + 1) * most >= (long) (n + 1) * sorted.length;
            if (full && sorted[i] < sorted[i + 1]) found[n++] = sorted[i];
        }
        return Arrays.copyOf(found, n);
    }

    private static int distinct(float[] sorted) {
        int n = 1;
        for (int i = 1; i < sorted.length; i++) if (sorted[i] > sorted[i - 1]) n++;
        return n;
    }

    int columns() {
        return cuts.length;
    }

    /** Bins of a column, that of missing values among them. */
    int of(int column) {
        return cuts[column].length + 2;
    }

    /** The greatest value of bin {@code b}, from 1 to the one before the last. */
    float cut(int column, int b) {
        return cuts[column][b - 1];
    }

    /** The bins of all rows, by column. */
    byte[][] binned(float[][] rows) {
        byte[][] all = new byte[cuts.length][rows.length];
        for (int c = 0; c < cuts.length; c++) {
            for (int r = 0; r < rows.length; r++) all[c][r] = (byte) bin(c, rows[r][c]);
        }
        return all;
    }

    private int bin(int column, float x) {
        if (Float.isNaN(x)) return 0;
        int at = Arrays.binarySearch(cuts[column], x + 0f);
        return 1 + (at < 0 ? -at - 1 : at);
    }
}
