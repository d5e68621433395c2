package intarsia.cli.quality;

import intarsia.cli.figure.Json;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The figures of some formats, as text and as JSON.
 *
 * @param perplexity of the model as it was
 * @param bits       that a parameter of it takes
 */
public record Report(String model, int tokens, double perplexity, double bits, List<Row> rows, List<Refusal> refusals) {
    public Report {
        rows = List.copyOf(rows);
        refusals = List.copyOf(refusals);
    }

    /** What the model was. */
    public String reference() {
        return String.format(Locale.ROOT, "%s, %d tokens: perplexity %.4f as it was, %.4f bits a parameter", model, tokens, perplexity, bits);
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

    /** In the place of a row. */
    public static String line(Refusal r) {
        return String.format(Locale.ROOT, "%-26s %-5s refused: %s", r.format(), r.activations(), r.reason());
    }

    /** One JSON object. */
    public String json() {
        return String.format(Locale.ROOT, "{\"model\": %s, \"tokens\": %d, \"perplexity\": %s, \"bits\": %s, \"rows\": %s, \"refused\": %s}%n", Json.quoted(model), tokens,
            number(perplexity), number(bits), array(rows.stream().map(Report::json)), array(refusals.stream().map(Report::json)));
    }

    private static String array(Stream<String> objects) {
        return objects.collect(Collectors.joining(",\n", "[\n", "\n]"));
    }

    private static String json(Refusal r) {
        return "  {\"format\": " + Json.quoted(r.format()) + ", \"activations\": " + Json.quoted(r.activations()) + ", \"reason\": " + Json.quoted(r.reason()) + "}";
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
