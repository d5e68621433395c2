package intarsia.cli.layout;

import intarsia.cli.figure.Canvas;
import java.util.List;

/**
 * Cells in rows and columns with their headings.
 *
 * @param title   above it, or nothing
 * @param rows    heading of each row
 * @param columns heading of each column
 * @param cells   row after row; the last row may be short
 */
record Grid(String title, List<String> rows, List<String> columns, List<Cell> cells) {
    private static final int LARGE = 12;
    private static final int SMALL = 9;
    private static final int MARGIN = 8;

    Grid {
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
        cells = List.copyOf(cells);
    }

    private int headings() {
        return MARGIN + rows.stream().mapToInt(r -> Canvas.widthOf(r, SMALL)).max().orElse(0);
    }

    private int cellWidth() {
        int cell = cells.stream().mapToInt(c -> Math.max(Canvas.widthOf(c.upper(), LARGE), Canvas.widthOf(c.lower(), SMALL))).max().orElse(0);
        int heading = columns.stream().mapToInt(c -> Canvas.widthOf(c, SMALL)).max().orElse(0);
        return Math.max(22, Math.max(cell, heading) + 6);
    }

    private int cellHeight() {
        return cells.stream().allMatch(c -> c.lower().isEmpty()) ? 22 : 32;
    }

    private int top() {
        return (title.isEmpty() ? 0 : Canvas.LINE + 4) + Canvas.LINE;
    }

    int width() {
        return Math.max(headings() + columns.size() * cellWidth(), Canvas.widthOf(title, LARGE)) + MARGIN;
    }

    int height() {
        return top() + rows.size() * cellHeight() + MARGIN;
    }

    void draw(Canvas out, int x, int y) {
        if (!title.isEmpty()) out.text(x, y + LARGE, LARGE, title);
        int left = x + headings();
        int first = y + top();
        for (int c = 0; c < columns.size(); c++) {
            out.textBefore(left + c * cellWidth() + (cellWidth() + Canvas.widthOf(columns.get(c), SMALL)) / 2, first - 4, SMALL, columns.get(c));
        }
        for (int r = 0; r < rows.size(); r++) out.textBefore(left - 5, first + r * cellHeight() + cellHeight() / 2 + 3, SMALL, rows.get(r));
        for (int i = 0; i < cells.size(); i++) draw(out, cells.get(i), left + i % columns.size() * cellWidth(), first + i / columns.size() * cellHeight());
    }

    private void draw(Canvas out, Cell cell, int x, int y) {
        int middle = x + cellWidth() / 2;
        out.cell(x, y, cellWidth(), cellHeight(), cell.fill(), cell.hover());
        out.onCell(middle, y + 15, LARGE, cell.upper());
        if (!cell.lower().isEmpty()) out.onCell(middle, y + 27, SMALL, cell.lower());
    }
}
