package intarsia.cli.bench;

import intarsia.cli.figure.Svg;
import java.util.List;
import java.util.Locale;

/** Rates as bars beside their limits, in the order in which they were measured. Light or dark, as the viewer likes. */
public final class RateChart {
    private static final int WIDTH = 1000, LEFT = 250, RIGHT = 900, TOP = 76, ROW = 22;
    private static final String STYLE = """

        .ground{fill:#ffffff} .ink{fill:#1f2328} .soft{fill:#57606a} .grid{stroke:#d8dee4} .s0{fill:#0969da} .s1{fill:#bc4c00} .limit{stroke:#8250df;stroke-width:2}
        @media (prefers-color-scheme:dark){.ground{fill:#0d1117} .ink{fill:#e6edf3} .soft{fill:#9198a1} .grid{stroke:#2a313c} .s0{fill:#58a6ff} .s1{fill:#f0883e} .limit{stroke:#c297ff}}
        """;

    private RateChart() {
    }

    /** The picture of some measurements, at least one. */
    public static String of(List<Measured> all) {
        Measured any = all.getFirst();
        double most = all.stream().mapToDouble(m -> Math.max(m.gbPerSecond(), m.limitGbPerSecond())).max().orElseThrow();
        int height = TOP + ROW * all.size() + 40;
        Svg svg = new Svg(WIDTH, height, "Rates of products by format", STYLE);
        svg.text("ink", 20, 32, 18, String.format(Locale.ROOT, "Weights of %s read by products of %d %s on %d %s, GB/s", any.shape(), any.batch(), any.batch() == 1 ? "row" : "rows",
            any.threads(), any.threads() == 1 ? "thread" : "threads"));
        svg.text("soft", 20, 54, 13, "blue: activations i8; orange: f32; line: reads of the same bytes at the same time; at the right the median ratio");
        for (int tick = 0; tick <= most; tick += most > 20 ? 10 : 2) {
            svg.segment("grid", x(tick, most), TOP - 6, x(tick, most), height - 34);
            svg.anchored("soft", x(tick, most), height - 16, 12, "middle", Integer.toString(tick));
        }
        for (int i = 0; i < all.size(); i++) row(svg, all.get(i), TOP + ROW * i, most);
        return svg.toString();
    }

    private static void row(Svg svg, Measured m, double y, double most) {
        svg.anchored("ink", LEFT - 8, y + 13, 12, "end", m.format());
        svg.bar(m.activations().equals("i8") ? "s0" : "s1", LEFT, y + 3, x(m.gbPerSecond(), most) - LEFT, ROW - 8, m.line());
        svg.segment("limit", x(m.limitGbPerSecond(), most), y + 1, x(m.limitGbPerSecond(), most), y + ROW - 3);
        svg.anchored("soft", WIDTH - 20, y + 13, 12, "end", String.format(Locale.ROOT, "%.2f ± %.2f", m.fraction(), m.spread()));
    }

    private static double x(double rate, double most) {
        return LEFT + rate / most * (RIGHT - LEFT);
    }
}
