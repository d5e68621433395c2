package intarsia.cli.layout;

import intarsia.cli.figure.Canvas;
import intarsia.cli.figure.Palette;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A block drawn in rows of eight bytes, bit 0 of a byte at its left.
 *
 * @param title  what it is
 * @param notes  below the title
 * @param fields what the hues mean
 * @param first  the byte that the first row begins with
 */
record BitStrip(String title, List<String> notes, List<String> fields, int first) {
    /** Bits of a row. */
    static final int ROW = 64;
    private static final int BIT = 14;
    private static final int HEIGHT = 26;
    private static final int LEFT = 48;
    private static final int EDGE = 12;
    private static final int TITLE = 14;
    private static final int TEXT = 11;
    private static final int SMALL = 9;

    /** What stands on a run, the long text where there is room, and what the pointer shows. */
    record Label(String text, String brief, String hover) {}

    BitStrip {
        notes = List.copyOf(notes);
        fields = List.copyOf(fields);
    }

    /** The picture of runs, none of which leaves its row. */
    String of(List<BlockBits.Run> runs, Function<BlockBits.Run, Label> label) {
        int start = first * Byte.SIZE / ROW;
        int rows = (runs.getLast().to() - 1) / ROW - start + 1;
        int wide = IntStream.concat(IntStream.of(Canvas.widthOf(title, TITLE), LEFT + ROW * BIT), notes.stream().mapToInt(n -> Canvas.widthOf(n, TEXT))).max().orElse(0);
        var out = new Canvas(title, Math.max(wide, legendWidth()) + 2 * EDGE, top() + rows * HEIGHT + EDGE);
        head(out);
        for (int r = 0; r < rows; r++) out.textBefore(EDGE + LEFT - 6, top() + r * HEIGHT + 16, TEXT, Integer.toString((start + r) * ROW / Byte.SIZE));
        for (BlockBits.Run r : runs) draw(out, r, label.apply(r), start);
        return out.end();
    }

    private int top() {
        return EDGE + TITLE + Canvas.LINE * notes.size() + 2 * Canvas.LINE + 3 * EDGE;
    }

    private int legendWidth() {
        return fields.stream().mapToInt(f -> Canvas.widthOf(f, TEXT) + 2 * EDGE + 8).sum();
    }

    private void head(Canvas out) {
        out.text(EDGE, EDGE + TITLE - 2, TITLE, title);
        for (int i = 0; i < notes.size(); i++) out.text(EDGE, EDGE + TITLE + Canvas.LINE * (i + 1), TEXT, notes.get(i));
        int y = EDGE + TITLE + Canvas.LINE * notes.size() + EDGE;
        int x = EDGE;
        for (int f = 0; f < fields.size(); f++) {
            out.cell(x, y, EDGE, EDGE, Palette.of(f, fields.size(), 1), fields.get(f));
            out.text(x + EDGE + 4, y + EDGE - 2, TEXT, fields.get(f));
            x += Canvas.widthOf(fields.get(f), TEXT) + 2 * EDGE + 8;
        }
        for (int b = 0; b < ROW / Byte.SIZE; b++) out.text(EDGE + LEFT + b * Byte.SIZE * BIT, top() - 4, SMALL, "+" + b);
    }

    private void draw(Canvas out, BlockBits.Run r, Label label, int start) {
        int x = EDGE + LEFT + r.from() % ROW * BIT;
        int y = top() + (r.from() / ROW - start) * HEIGHT;
        int width = r.bits() * BIT;
        out.cell(x, y, width, HEIGHT, r.part() < 0 ? Palette.GREY : Palette.of(r.part(), fields.size(), shade(r.value())), label.hover);
        for (String text : List.of(label.text, label.brief)) {
            for (int size : new int[] {TEXT, SMALL}) {
                if (!text.isEmpty() && Canvas.widthOf(text, size) <= width) {
                    out.onCell(x + width / 2, y + 17, size, text);
                    return;
                }
            }
        }
    }

    /** Differs between neighbours, and between values a power of four apart. */
    private static int shade(int value) {
        int sum = 0;
        for (int rest = value; rest > 0; rest /= 4) sum += rest % 4;
        return sum;
    }
}
