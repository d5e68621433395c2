package intarsia.cli.bench;

import intarsia.cli.figure.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/**
 * What a kernel does beside reads of the same bytes.
 *
 * @param kernel           what it computes
 * @param activations      what the other operand is rounded to
 * @param shape            of the weights, rows by columns
 * @param batch            rows of the other operand
 * @param gbPerSecond      bytes of weights that the kernel goes through, in units of 10⁹
 * @param limitGbPerSecond bytes that the same threads read at the same time and do nothing with
 * @param fraction         the median of the ratios of the two, pair by pair; a limit above {@value #HIGHEST_LIMIT} GB/s counts as that
 * @param microseconds     of a call
 * @param spread           half the distance between the quartiles of the ratios
 */
public record Measured(String kernel, String format, String activations, String shape, int batch, int threads, double gbPerSecond, double limitGbPerSecond, double fraction,
                       double microseconds, double spread) {
    /** A limit above this is none that decoding has to reach. */
    static final double HIGHEST_LIMIT = 45;

    /** What stands above the lines of a table. */
    public static String head() {
        return String.format(Locale.ROOT, "%-10s %-26s %-5s %-12s %5s %7s %9s %9s %9s %7s %10s", "kernel", "format", "act.", "shape", "batch", "threads", "GB/s", "limit", "fraction", "±", "µs");
    }

    /** A line of a table. */
    public String line() {
        return String.format(Locale.ROOT, "%-10s %-26s %-5s %-12s %5d %7d %9.2f %9.2f %9.3f %7.3f %10.1f", kernel, format, activations, shape, batch, threads, gbPerSecond,
            limitGbPerSecond, fraction, spread, microseconds);
    }

    /** An object on one line. */
    public String json() {
        return Json.text(Json.object("kernel", kernel, "format", format, "activations", activations, "shape", shape, "batch", batch, "threads", threads, "gbPerSecond",
            number(gbPerSecond), "limitGbPerSecond", number(limitGbPerSecond), "fraction", number(fraction), "microseconds", number(microseconds), "spread", number(spread)));
    }

    /** Calls that are done in a second. */
    public double perSecond() {
        return 1e6 / microseconds;
    }

    static BigDecimal number(double v) {
        return new BigDecimal(v).round(new MathContext(5));
    }
}
