package intarsia.cli.tune;

import intarsia.cli.figure.Svg;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Predicted against measured times as an SVG picture, both axes logarithmic: a point for each configuration, and the line on which the two agree. Light or dark, as the viewer likes. */
public final class TuneChart {
    private static final int WIDTH = 760, HEIGHT = 720;
    private static final double LEFT = 90, TOP = 84, RIGHT = 724, BOTTOM = 650;
    private static final double TITLE = 18, TEXT = 13, TICK = 12, RADIUS = 3;
    /** Letters of a subject that the heading has room for. */
    private static final int MOST_LETTERS = 34;
    private static final String STYLE = """

        .ground{fill:#ffffff} .ink{fill:#1f2328} .soft{fill:#57606a} .grid{stroke:#d8dee4} .axis{stroke:#57606a} .same{stroke:#8250df;stroke-width:1.5}
        .point{stroke-width:1} .s0{fill:#0969da;stroke:#0969da;fill-opacity:.5} .s1{fill:none;stroke:#bc4c00;stroke-width:1.6}
        @media (prefers-color-scheme:dark){.ground{fill:#0d1117} .ink{fill:#e6edf3} .soft{fill:#9198a1} .grid{stroke:#2a313c} .axis{stroke:#9198a1} .same{stroke:#c297ff}
        .s0{fill:#58a6ff;stroke:#58a6ff} .s1{stroke:#f0883e}}
        """;

    private final String subject;
    private final List<Prediction> points;
    private final double low, high;
    private final Svg svg;

    private TuneChart(String subject, List<Prediction> points) {
        this.subject = subject;
        this.points = points;
        double least = points.stream().mapToDouble(p -> Math.log10(Math.min(p.measured(), p.predicted()))).min().orElse(0);
        double most = points.stream().mapToDouble(p -> Math.log10(Math.max(p.measured(), p.predicted()))).max().orElse(1);
        double margin = Math.max(0.05, (most - least) * 0.04);
        low = least - margin;
        high = most + margin;
        svg = new Svg(WIDTH, HEIGHT, title(subject), STYLE);
    }

    /** The picture of some timed points, at least one. */
    public static String of(String subject, List<Prediction> points) {
        return new TuneChart(subject, points).draw();
    }

    private static String title(String subject) {
        return subject + ": predicted and measured times";
    }

    private String draw() {
        svg.text("ink", LEFT, 30, TITLE, title(subject.length() <= MOST_LETTERS ? subject : "…" + subject.substring(subject.length() - MOST_LETTERS + 1)));
        double error = Math.sqrt(points.stream().mapToDouble(p -> Math.pow(Math.log(p.predicted() / p.measured()), 2)).average().orElse(0));
        svg.text("soft", LEFT, 52, TEXT, String.format(Locale.ROOT, "%d configurations of %d kernels; logarithm of time off by %.2f (root mean square)", points.size(),
            points.stream().map(Prediction::space).distinct().count(), error));
        svg.point(0, LEFT + 5, 68, RADIUS, "a configuration");
        svg.text("soft", LEFT + 14, 72, TICK, "a configuration");
        svg.point(1, LEFT + 135, 68, RADIUS + 1, "a default");
        svg.text("soft", LEFT + 145, 72, TICK, "the default of a kernel");
        svg.segment("same", LEFT + 310, 68, LEFT + 330, 68);
        svg.text("soft", LEFT + 336, 72, TICK, "measured as predicted");
        axes();
        svg.segment("same", x(low), y(low), x(high), y(high));
        Stream.concat(points.stream().filter(p -> !first(p)), points.stream().filter(TuneChart::first)).forEach(this::point);
        return svg.toString();
    }

    private static boolean first(Prediction p) {
        return p.point().equals(p.space().space().initial());
    }

    private void point(Prediction p) {
        svg.point(first(p) ? 1 : 0, x(Math.log10(p.measured())), y(Math.log10(p.predicted())), first(p) ? RADIUS + 1 : RADIUS,
            p.kernel() + " " + p.point() + ": measured " + Configurations.time(p.measured()) + ", predicted " + Configurations.time(p.predicted()));
    }

    private void axes() {
        Ticks.between(low, high).forEach(this::tick);
        svg.segment("axis", LEFT, BOTTOM, RIGHT, BOTTOM);
        svg.segment("axis", LEFT, TOP, LEFT, BOTTOM);
        svg.anchored("ink", (LEFT + RIGHT) / 2, BOTTOM + 44, TEXT, "middle", "measured time of a run");
        svg.upwards("ink", 20, (TOP + BOTTOM) / 2, TEXT, "predicted time of a run");
    }

    private void tick(double nanos) {
        double log = Math.log10(nanos);
        svg.segment("grid", x(log), TOP, x(log), BOTTOM);
        svg.segment("grid", LEFT, y(log), RIGHT, y(log));
        svg.anchored("soft", x(log), BOTTOM + 18, TICK, "middle", Ticks.text(nanos));
        svg.anchored("soft", LEFT - 8, y(log) + TICK / 3, TICK, "end", Ticks.text(nanos));
    }

    private double x(double log) {
        return LEFT + (log - low) / (high - low) * (RIGHT - LEFT);
    }

    private double y(double log) {
        return BOTTOM - (log - low) / (high - low) * (BOTTOM - TOP);
    }
}
