package intarsia.cli.tune;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers along a logarithmic axis: powers of ten where it is long, 1, 2 and 5 of each where it is shorter, and equal steps where it has less than a decade. */
final class Ticks {
    /** Decades. */
    private static final double LONG = 2, SHORT = 0.9;
    private static final int MOST = 7;

    private Ticks() { }

    /** Those between two decimal logarithms, rising. */
    static List<Double> between(double low, double high) {
        return high - low < SHORT ? steps(Math.pow(10, low), Math.pow(10, high)) : digits(low, high, high - low > LONG ? new int[] {1} : new int[] {1, 2, 5});
    }

    private static List<Double> digits(double low, double high, int[] of) {
        List<Double> all = new ArrayList<>();
        for (int e = (int) Math.floor(low); e <= high; e++) {
            for (int digit : of) {
                double v = digit * Math.pow(10, e), log = Math.log10(v);
                if (log >= low && log <= high) all.add(v);
            }
        }
        return all;
    }

    private static List<Double> steps(double from, double to) {
        double step = Math.pow(10, Math.floor(Math.log10(to - from)) - 1);
        for (int i = 0; (to - from) / step > MOST; i++) step *= i % 3 == 1 ? 2.5 : 2;
        List<Double> all = new ArrayList<>();
        for (double k = Math.ceil(from / step); k * step <= to; k++) all.add(k * step);
        return all;
    }

    /** Nanoseconds in the unit that suits. */
    static String text(double nanos) {
        String[] units = {"ns", "µs", "ms", "s"};
        int unit = (int) Math.clamp(Math.floor(Math.log10(nanos * 1.0001) / 3), 0, units.length - 1);
        String number = String.format(Locale.ROOT, "%.3g", nanos / Math.pow(1000, unit));
        return (number.contains(".") ? number.replaceAll("\\.?0+$", "") : number) + " " + units[unit];
    }
}
