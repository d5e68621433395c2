package intarsia.cli.figure;

import java.util.Locale;

/** An SVG picture as it grows. */
public final class Svg {
    private final StringBuilder out = new StringBuilder();

    /** A picture of that many units; the style names the classes of its parts. */
    public Svg(int width, int height, String title, String style) {
        line("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"system-ui, sans-serif\" role=\"img\">", width, height);
        line("<title>%s</title>", Xml.escaped(title));
        line("<style>%s</style>", style);
        line("<rect class=\"ground\" width=\"%d\" height=\"%d\"/>", width, height);
    }

    /** A text that begins at a place. */
    public void text(String kind, double x, double y, double size, String text) {
        line("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" font-size=\"%.0f\">%s</text>", kind, x, y, size, Xml.escaped(text));
    }

    /** A text in the middle of a place, or one that ends there. */
    public void anchored(String kind, double x, double y, double size, String anchor, String text) {
        line("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" font-size=\"%.0f\" text-anchor=\"%s\">%s</text>", kind, x, y, size, anchor, Xml.escaped(text));
    }

    /** A text from below to above, in the middle of a place. */
    public void upwards(String kind, double x, double y, double size, String text) {
        line("<text class=\"%s\" transform=\"translate(%.1f %.1f) rotate(-90)\" font-size=\"%.0f\" text-anchor=\"middle\">%s</text>", kind, x, y, size, Xml.escaped(text));
    }

    /** A line from one place to another. */
    public void segment(String kind, double x1, double y1, double x2, double y2) {
        line("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", kind, x1, y1, x2, y2);
    }

    /** A line through places, as SVG writes them. */
    public void polyline(String kind, String points) {
        line("<polyline class=\"%s\" points=\"%s\"/>", kind, points);
    }

    /** A rectangle; a text appears over it. */
    public void bar(String kind, double x, double y, double width, double height, String text) {
        line("<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s</title></rect>", kind, x, y, width, height, Xml.escaped(text));
    }

    /** A dot, a ring of a square for the second series, of a triangle for others; a text appears over it. */
    public void point(int series, double x, double y, double radius, String text) {
        String title = "<title>" + Xml.escaped(text) + "</title>";
        switch (series) {
            case 0 -> line("<circle class=\"point s0\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\">%s</circle>", x, y, radius, title);
            case 1 -> line("<rect class=\"point s1\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">%s</rect>", x - radius, y - radius, 2 * radius, 2 * radius, title);
            default -> line("<polygon class=\"point s2\" points=\"%.1f,%.1f %.1f,%.1f %.1f,%.1f\">%s</polygon>", x, y - radius, x + radius, y + radius, x - radius, y + radius, title);
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
    private void line(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    @Override public String toString() {
        return out + "</svg>\n";
    }
}
