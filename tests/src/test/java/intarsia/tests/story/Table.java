package intarsia.tests.story;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A class of words.
 *
 * @param columns names
 * @param rows    a word a column
 */
record Table(List<String> columns, List<List<String>> rows) {
    /** Rows are bits of a long. */
    private static final int MOST_ROWS = Long.SIZE;

    Table {
        if (columns.isEmpty() || rows.isEmpty() || rows.size() > MOST_ROWS) {
            throw new IllegalArgumentException(rows.size() + " rows of " + columns.size() + " columns; wanted 1 to " + MOST_ROWS + " rows, and a column");
        }
        for (List<String> row : rows) {
            if (row.size() != columns.size()) throw new IllegalArgumentException("row " + row + "; wanted a word for each of " + columns);
        }
    }

    /** The column of that name; of no name, the first. */
    int column(String name) {
        int found = name.isEmpty() ? 0 : columns.indexOf(name);
        if (found < 0) throw new IllegalArgumentException("no column '" + name + "'; known: " + columns);
        return found;
    }

    /** By word of a column: the rows that have it there. */
    Map<String, Long> masks(int column) {
        Map<String, Long> masks = new HashMap<>();
        IntStream.range(0, rows.size()).forEach(r -> masks.merge(rows.get(r).get(column), 1L << r, (a, b) -> a | b));
        return masks;
    }

    /** The mask of all rows. */
    long all() {
        return -1L >>> (MOST_ROWS - rows.size());
    }
}
