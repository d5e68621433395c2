package intarsia.cli.quality;

import intarsia.cli.figure.Svg;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Divergence against bits as an SVG picture: a point for each format and kind of activations, with its figures over it; the formats that none beats
 * joined by a line and labelled, and some that are far behind. Light or dark, as the viewer likes.
 */
public final class Chart {
    private static final int WIDTH = 1000, HEIGHT = 640;
    private static final Box PLOT = new Box(80, 70, 980, 580);
    private static final double TITLE = 18, TEXT = 13, LABEL = 12, TICK = 12;
    private static final double RADIUS = 4, NEAR = 12;
    private static final int OUTLIERS = 8;
    /** Below this, what differs is rounding in f32. */
    private static final double LEAST = 1e-8;
    private static final int MOST_TICKS = 16;
    private static final String STYLE = """

        .ground{fill:#ffffff} .ink{fill:#1f2328} .soft{fill:#57606a} .grid{stroke:#d8dee4} .axis{stroke:#57606a} .best{stroke:#8250df;fill:none;stroke-width:1.5}
        .lead{stroke:#8c959f;stroke-width:.7} .point{stroke-width:1.4} .s0{fill:#0969da;stroke:#0969da;fill-opacity:.75} .s1{fill:none;stroke:#bc4c00} .s2{fill:none;stroke:#1a7f37}
        @media (prefers-color-scheme:dark){.ground{fill:#0d1117} .ink{fill:#e6edf3} .soft{fill:#9198a1} .grid{stroke:#2a313c} .axis{stroke:#9198a1} .best{stroke:#c297ff}
        .lead{stroke:#656c76} .s0{fill:#58a6ff;stroke:#58a6ff} .s1{stroke:#f0883e} .s2{stroke:#3fb950}}
        """;

    private final Report report;
    private final List<Row> rows;
    private final List<String> kinds;
    private final Frontier frontier;
    private final double mostBits;
    private final int low, high;
    private final Svg svg;

    private Chart(Report report) {
        this.report = report;
        rows = report.rows().stream().filter(Row::finite).toList();
        kinds = report.rows().stream().map(Row::activations).distinct().toList();
        frontier = Frontier.of(first());
        mostBits = Math.ceil(rows.stream().mapToDouble(Row::bits).max().orElse(8) + 0.25);
        low = (int) Math.floor(rows.stream().mapToDouble(Chart::exponent).min().orElse(-6));
        high = Math.max(low + 1, (int) Math.ceil(rows.stream().mapToDouble(Chart::exponent).max().orElse(0)));
        svg = new Svg(WIDTH, HEIGHT, title(), STYLE);
    }

    /** The picture of a report. */
    public static String of(Report report) {
        return new Chart(report).draw();
    }

    /** The divergence at whose height a row stands. */
    static double drawn(Row r) {
        return Math.max(r.divergence(), LEAST);
    }

    private static double exponent(Row r) {
        return Math.log10(drawn(r));
    }

    /** With the first kind of activations. */
    private List<Row> first() {
        return rows.stream().filter(r -> kinds.indexOf(r.activations()) == 0).toList();
    }

    private String title() {
        return report.model() + ": how far formats take it from what it was";
    }

    private String draw() {
        svg.text("ink", PLOT.left(), 28, TITLE, title());
        svg.text("soft", PLOT.left(), 50, TEXT, String.format(Locale.ROOT, "%d tokens, perplexity %.4f at %.2f bits as it was%s", report.tokens(), report.perplexity(), report.bits(), left()));
        axes();
        svg.polyline("best", frontier.best().stream().map(r -> String.format(Locale.ROOT, "%.1f,%.1f", x(r), y(r))).collect(Collectors.joining(" ")));
        rows.forEach(r -> svg.point(kinds.indexOf(r.activations()), x(r), y(r), RADIUS, hover(r)));
        labels(legend());
        return svg.toString();
    }

    /** What is not drawn. */
    private String left() {
        int infinite = report.rows().size() - rows.size();
        return (infinite == 0 ? "" : "; " + infinite + " not drawn, whose divergence is no number")
            + (report.refusals().isEmpty() ? "" : "; " + report.refusals().size() + " refused");
    }

    private void axes() {
        for (int e = low; e <= high; e++) {
            svg.segment("grid", PLOT.left(), y(e), PLOT.right(), y(e));
            svg.anchored("soft", PLOT.left() - 8, y(e) + TICK / 3, TICK, "end", (Math.pow(10, e) <= LEAST ? "≤ " : "") + power(e));
        }
        int step = Math.ceilDiv((int) mostBits, MOST_TICKS);
        for (int b = 0; b <= mostBits; b += step) {
            svg.segment("grid", x(b), PLOT.top(), x(b), PLOT.bottom());
            svg.anchored("soft", x(b), PLOT.bottom() + 18, TICK, "middle", Integer.toString(b));
        }
        svg.segment("axis", PLOT.left(), PLOT.bottom(), PLOT.right(), PLOT.bottom());
        svg.segment("axis", PLOT.left(), PLOT.top(), PLOT.left(), PLOT.bottom());
        svg.anchored("ink", (PLOT.left() + PLOT.right()) / 2, PLOT.bottom() + 44, TEXT, "middle", "bits a parameter");
        svg.upwards("ink", 22, (PLOT.top() + PLOT.bottom()) / 2, TEXT, "mean KL divergence, nats a token");
    }

    /** A power of ten as people write it. */
    private static String power(int e) {
        String digits = Integer.toString(Math.abs(e)).chars().mapToObj(c -> String.valueOf("⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'))).collect(Collectors.joining());
        return "10" + (e < 0 ? "⁻" : "") + digits;
    }

    private static String hover(Row r) {
        return String.format(Locale.ROOT, "%s with %s activations: %.4f bits a parameter, %.3g nats a token, top-1 the same %.2f%%, perplexity %.4f", r.format(), r.activations(), r.bits(),
            r.divergence(), 100 * r.agreement(), r.perplexity());
    }

    /** The place that it takes, in the corner where many bits would diverge much. */
    private Box legend() {
        List<String> lines = new ArrayList<>(kinds.stream().map(k -> k + " activations").toList());
        lines.add("none better with " + (kinds.isEmpty() ? "these" : kinds.getFirst()));
        double width = 34 + lines.stream().mapToDouble(l -> Box.width(l, LABEL)).max().orElseThrow();
        double left = PLOT.right() - width, top = PLOT.top() + 14;
        for (int i = 0; i < lines.size(); i++) {
            double y = top + 18 * i;
            if (i < kinds.size()) svg.point(i, left + 12, y, RADIUS, lines.get(i));
            else svg.segment("best", left + 2, y, left + 22, y);
            svg.text("ink", left + 30, y + LABEL / 3, LABEL, lines.get(i));
        }
        return new Box(left, PLOT.top(), PLOT.right(), top + 18 * lines.size());
    }

    private void labels(Box legend) {
        Labels labels = new Labels(PLOT, LABEL);
        labels.take(legend);
        rows.forEach(r -> labels.take(Box.around(x(r), y(r), RADIUS + 1)));
        for (int i = 1; i < frontier.best().size(); i++) cross(labels, frontier.best().get(i - 1), frontier.best().get(i));
        frontier.best().forEach(r -> label(labels, "ink", r));
        frontier.outliers(first(), OUTLIERS).forEach(r -> label(labels, "soft", r));
    }

    /** Keeps labels off the line between two points, but for what is near these. */
    private void cross(Labels labels, Row a, Row b) {
        double length = Math.hypot(x(b) - x(a), y(b) - y(a));
        for (double at = NEAR; at < length - NEAR; at += RADIUS) {
            double part = at / length;
            labels.take(Box.around(x(a) + part * (x(b) - x(a)), y(a) + part * (y(b) - y(a)), 1));
        }
    }

    private void label(Labels labels, String kind, Row r) {
        labels.place(r.format(), x(r), y(r)).ifPresent(box -> {
            double near = Math.clamp(x(r), box.left(), box.right()), beside = Math.clamp(y(r), box.top(), box.bottom());
            if (Math.hypot(near - x(r), beside - y(r)) > 3 * RADIUS) svg.segment("lead", x(r), y(r), near, beside);
            svg.text("label " + kind, box.left(), labels.baseline(box), LABEL, r.format());
        });
    }

    private double x(Row r) {
        return x(r.bits());
    }

    private double x(double bits) {
        return PLOT.left() + bits / mostBits * (PLOT.right() - PLOT.left());
    }

    private double y(Row r) {
        return y(exponent(r));
    }

    private double y(double exponent) {
        return PLOT.bottom() - (exponent - low) / (high - low) * (PLOT.bottom() - PLOT.top());
    }
}
