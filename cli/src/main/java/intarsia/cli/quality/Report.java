package intarsia.cli.quality;

import intarsia.cli.figure.Json;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The figures of some formats, as text and as JSON. */
public record Report(String model, int tokens, double perplexity, List<Row> rows) {
    public Report {
        rows = List.copyOf(rows);
    }

    /** What stands above the rows of a table. */
    public static String head() {
        return String.format(Locale.ROOT, "%-26s %-5s %8s %12s %10s %12s", "format", "act.", "bits", "KL, nats", "top-1", "perplexity");
    }

    /** A row of a table. */
    public static String line(Row r) {
        return String.format(Locale.ROOT, "%-26s %-5s %8.4f %12.6f %9.2f%% %12.4f", r.format(), r.activations(), r.bits(), r.divergence(),
            100 * r.agreement(), r.perplexity());
    }

    /** One JSON object. */
    public String json() {
        return String.format(Locale.ROOT, "{\"model\": %s, \"tokens\": %d, \"perplexity\": %s, \"rows\": [%n%s%n]}%n", Json.quoted(model), tokens, number(perplexity),
            rows.stream().map(Report::json).collect(Collectors.joining("," + System.lineSeparator())));
    }

    private static String json(Row r) {
        return "  {\"format\": " + Json.quoted(r.format()) + ", \"activations\": " + Json.quoted(r.activations()) + ", \"bits\": " + number(r.bits())
            + ", \"divergence\": " + number(r.divergence()) + ", \"agreement\": " + number(r.agreement()) + ", \"perplexity\": " + number(r.perplexity()) + "}";
    }

    /** JSON has neither infinities nor NaN. */
    private static String number(double v) {
        return Double.isFinite(v) ? Double.toString(v) : "null";
    }
}
