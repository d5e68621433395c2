package intarsia.cli.quality;

import intarsia.cli.figure.Svg;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Divergence against bits as an SVG picture: dots of formats with f32 activations, rings of the same with others. */
public final class Chart {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 600;
    private static final int LEFT = 70;
    private static final int RIGHT = 130;
    private static final int TOP = 50;
    private static final int BOTTOM = 50;
    private static final int LINE = 11;
    /** Below this, what differs is rounding in f32. */
    private static final double LEAST = 1e-8;

    private final Report report;
    private final double mostBits;
    private final int low, high;
    private final StringBuilder out = new StringBuilder();

    private Chart(Report report) {
        this.report = report;
        mostBits = Math.ceil(report.rows().stream().mapToDouble(Row::bits).max().orElse(8) + 0.5);
        low = (int) Math.floor(report.rows().stream().mapToDouble(Chart::exponent).min().orElse(-6));
        high = Math.max(low + 1, (int) Math.ceil(report.rows().stream().mapToDouble(Chart::exponent).max().orElse(0)));
    }

    /** The picture of a report. */
    public static String of(Report report) {
        return new Chart(report).draw();
    }

    private static double exponent(Row r) {
        return Double.isFinite(r.divergence()) ? Math.log10(Math.max(r.divergence(), LEAST)) : 2;
    }

    private String draw() {
        out.append(String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"10\">%n", WIDTH, HEIGHT));
        line(String.format(Locale.ROOT, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT));
        line(String.format(Locale.ROOT, "<text x=\"%d\" y=\"24\" font-size=\"15\">%s: divergence from the model as it was, over %d tokens</text>", LEFT, Svg.escaped(report.model()), report.tokens()));
        axes();
        report.rows().forEach(this::dot);
        labels();
        legend();
        return out.append("</svg>\n").toString();
    }

    private void axes() {
        for (int e = low; e <= high; e++) {
            line(String.format(Locale.ROOT, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>", LEFT, WIDTH - RIGHT, y(e), y(e)));
            line(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">1e%d</text>", LEFT - 6, y(e) + 4, e));
        }
        for (int b = 0; b <= mostBits; b++) {
            line(String.format(Locale.ROOT, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#eee\"/>", x(b), x(b), TOP, HEIGHT - BOTTOM));
            line(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>", x(b), HEIGHT - BOTTOM + 16, b));
        }
        line(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" font-size=\"12\">bits a parameter</text>", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12));
        line(String.format(Locale.ROOT, "<text transform=\"translate(18 %d) rotate(-90)\" text-anchor=\"middle\" font-size=\"12\">KL divergence, nats a token</text>", HEIGHT / 2));
    }

    private void dot(Row r) {
        boolean plain = r.activations().equals("f32");
        line(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" fill=\"%s\" stroke=\"%s\"><title>%s, %s: %.4f bits, %.3g nats, top-1 %.2f%%</title></circle>",
            x(r.bits()), y(exponent(r)), plain ? 3 : 5, plain ? "#1f5fa8" : "none", plain ? "none" : "#c2571a",
            Svg.escaped(r.format()), r.activations(), r.bits(), r.divergence(), 100 * r.agreement()));
    }

    /** Beside the dots, each label as low as its dot or below the label above it where they would meet. */
    private void labels() {
        List<double[]> placed = new ArrayList<>();
        List<Row> plain = report.rows().stream().filter(r -> r.activations().equals(report.rows().getFirst().activations()))
            .sorted(Comparator.comparingDouble(r -> -exponent(r))).toList();
        for (Row r : plain) {
            double left = x(r.bits()) + 7;
            double right = left + 6.0 * r.format().length();
            double at = y(exponent(r)) + 3;
            for (boolean moved = true; moved; ) {
                moved = false;
                for (double[] p : placed) {
                    if (left < p[1] && right > p[0] && Math.abs(at - p[2]) < LINE) {
                        at = p[2] + LINE;
                        moved = true;
                    }
                }
            }
            placed.add(new double[] {left, right, at});
            line(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" fill=\"#333\">%s</text>", left, at, Svg.escaped(r.format())));
        }
    }

    private void legend() {
        List<String> kinds = report.rows().stream().map(Row::activations).distinct().toList();
        for (int i = 0; i < kinds.size(); i++) {
            boolean plain = kinds.get(i).equals("f32");
            line(String.format(Locale.ROOT, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"%s\" stroke=\"%s\"/>", WIDTH - RIGHT + 10, TOP + 16 * i, plain ? 3 : 5, plain ? "#1f5fa8" : "none",
                plain ? "none" : "#c2571a"));
            line(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\">%s activations</text>", WIDTH - RIGHT + 20, TOP + 4 + 16 * i, kinds.get(i)));
        }
    }

    private double x(double bits) {
        return LEFT + bits / mostBits * (WIDTH - LEFT - RIGHT);
    }

    private double y(double exponent) {
        return HEIGHT - BOTTOM - (exponent - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
    }

    private void line(String element) {
        out.append(element).append('\n');
    }
}
