package intarsia.cli.layout;

import intarsia.cli.figure.Canvas;
import java.util.List;

/** Grids one below the other under a title. */
final class Picture {
    private static final int MOST_CELLS = 1 << 13;
    private static final int EDGE = 12;
    private static final int TITLE = 14;
    private static final int NOTE = 11;
    /** Longer titles end in an ellipsis; the whole is the picture's title element. */
    private static final int LONGEST = 200;

    private Picture() {}

    /** The picture of grids, with lines of notes below the title. */
    static String of(String title, List<String> notes, List<Grid> grids) {
        expect(grids.stream().mapToInt(g -> g.cells().size()).sum());
        List<String> lines = notes.stream().map(Picture::shortened).toList();
        String head = shortened(title);
        int width = Math.max(Canvas.widthOf(head, TITLE), Math.max(lines.stream().mapToInt(n -> Canvas.widthOf(n, NOTE)).max().orElse(0),
            grids.stream().mapToInt(Grid::width).max().orElse(0)));
        int top = EDGE + TITLE + Canvas.LINE * lines.size() + EDGE;
        var out = new Canvas(title, width + 2 * EDGE, top + grids.stream().mapToInt(g -> g.height() + EDGE).sum());
        out.text(EDGE, EDGE + TITLE - 2, TITLE, head);
        for (int i = 0; i < lines.size(); i++) out.text(EDGE, EDGE + TITLE + Canvas.LINE * (i + 1), NOTE, lines.get(i));
        int y = top;
        for (Grid g : grids) {
            g.draw(out, EDGE, y);
            y += g.height() + EDGE;
        }
        return out.end();
    }

    /** Refuses a picture of too many cells. */
    static void expect(long cells) {
        if (cells > MOST_CELLS) {
            throw new IllegalArgumentException("a picture of " + cells + " cells; wanted at most " + MOST_CELLS + ": draw a part, as EXPR.slice(dim,from,extent), or take --json");
        }
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
