package intarsia.cli.figure;

import java.util.Locale;

/**
 * An SVG picture of cells and text, in whole pixels. It follows the reader's dark or light scheme: what stands on the canvas
 * changes with it, filled cells keep their colours and have dark text in both.
 */
public final class Canvas {
    /** Height of a line of text. */
    public static final int LINE = 14;
    private static final String STYLE = "<style>.canvas {fill: #ffffff} .ink {fill: #22262c} .end {text-anchor: end} .edge {stroke: #ffffff} "
        + ".key {fill: #14161a; text-anchor: middle; pointer-events: none} "
        + "@media (prefers-color-scheme: dark) {.canvas {fill: #16181d} .ink {fill: #dde1e6} .edge {stroke: #16181d}}</style>";

    private final int width;
    private final int height;
    private final StringBuilder out = new StringBuilder();

    /** An empty canvas. */
    public Canvas(String title, int width, int height) {
        this.width = width;
        this.height = height;
        line(String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"monospace\" role=\"img\">", width, height, width, height));
        line(String.format(Locale.ROOT, "<title>%s</title>", Xml.escaped(title)));
        line(STYLE);
        line(String.format(Locale.ROOT, "<rect class=\"canvas\" width=\"%d\" height=\"%d\"/>", width, height));
    }

    /** How wide a text is at most. */
    public static int widthOf(String text, int size) {
        return Math.ceilDiv(text.length() * size * 62, 100);
    }

    /** A filled cell with a text that appears under the pointer. */
    public void cell(int x, int y, int w, int h, String fill, String hover) {
        expect(x >= 0 && y >= 0 && x + w <= width && y + h <= height, "a cell at " + x + "," + y);
        line(String.format(Locale.ROOT, "<rect class=\"edge\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"><title>%s</title></rect>", x, y, w, h, fill, Xml.escaped(hover)));
    }

    /** Dark text centred at {@code x} on a cell; {@code y} is its base line. */
    public void onCell(int x, int y, int size, String text) {
        int half = Math.ceilDiv(widthOf(text, size), 2);
        expect(x - half >= 0 && x + half <= width && y <= height, "'" + text + "' at " + x + "," + y);
        line(String.format(Locale.ROOT, "<text class=\"key\" x=\"%d\" y=\"%d\" font-size=\"%d\">%s</text>", x, y, size, Xml.escaped(text)));
    }

    /** Text of the canvas from {@code x} on. */
    public void text(int x, int y, int size, String text) {
        expect(x >= 0 && x + widthOf(text, size) <= width && y <= height, "'" + text + "' at " + x + "," + y);
        line(String.format(Locale.ROOT, "<text class=\"ink\" x=\"%d\" y=\"%d\" font-size=\"%d\">%s</text>", x, y, size, Xml.escaped(text)));
    }

    /** Text of the canvas that ends at {@code x}. */
    public void textBefore(int x, int y, int size, String text) {
        expect(x - widthOf(text, size) >= 0 && x <= width && y <= height, "'" + text + "' before " + x + "," + y);
        line(String.format(Locale.ROOT, "<text class=\"ink end\" x=\"%d\" y=\"%d\" font-size=\"%d\">%s</text>", x, y, size, Xml.escaped(text)));
    }

    /** The picture. */
    public String end() {
        return out + "</svg>\n";
    }

    private void expect(boolean inside, String what) {
        if (!inside) throw new IllegalStateException(what + " lies outside of " + width + " x " + height);
    }

    private void line(String element) {
        out.append(element).append('\n');
    }
}
