package intarsia.passes.cost;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Correlation of ranks. */
final class Ranks {
    private Ranks() {
    }

    /** Spearman's: the correlation of the places of each in order, equal ones at the mean of theirs; 0 where all of one are equal. */
    static double correlation(double[] a, double[] b) {
        double[] x = of(a), y = of(b);
        double middle = (x.length - 1) / 2.0, xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - middle) * (y[i] - middle);
            xx += (x[i] - middle) * (x[i] - middle);
            yy += (y[i] - middle) * (y[i] - middle);
        }
        return xx == 0 || yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
    }

    private static double[] of(double[] values) {
        int[] order = IntStream.range(0, values.length).boxed().sorted(Comparator.comparingDouble(i -> values[i])).mapToInt(Integer::intValue).toArray();
        double[] ranks = new double[values.length];
        for (int i = 0, end; i < order.length; i = end) {
            end = i + 1;
            while (end < order.length && values[order[end]] == values[order[i]]) end++;
            for (int k = i; k < end; k++) ranks[order[k]] = (i + end - 1) / 2.0;
        }
        return ranks;
    }
}
