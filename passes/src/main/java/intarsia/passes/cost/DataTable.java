package intarsia.passes.cost;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The table of a {@link DataSet}: comma-separated values, text in double quotes, which are doubled in it; a cell without a value is empty. The first line names the columns:
 * {@code problem, point, target, nanos, spread, registers, spills, code_bytes}, then the features.
 */
public final class DataTable {
    private static final List<String> FIRST = List.of("problem", "point", "target", "nanos", "spread", "registers", "spills", "code_bytes");
    private static final int NANOS = 3;
    private static final int REGISTERS = 5;
    private static final int MOST_ROWS = 1_000_000;
    private static final int MOST_LINE = 1 << 16;

    private DataTable() {
    }

    static String head() {
        return String.join(",", FIRST) + "," + String.join(",", Features.names());
    }

    static String cell(String text) {
        if (text.chars().anyMatch(c -> c < ' ')) throw new IllegalArgumentException("'" + text + "' with a line break or another control character; wanted one line");
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    /**
     * The rows of a table.
     *
     * @throws IOException where it is none, or has other features than this version counts; names the line
     */
    public static List<Row> read(Path table) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(table)) {
            if (!head().equals(in.readLine())) throw new InvalidObjectException(table + ": its first line names other columns than this version writes: measure again");
            List<Row> rows = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (rows.size() == MOST_ROWS || line.length() > MOST_LINE) throw new InvalidObjectException(table + ": more than " + MOST_ROWS + " rows, or a line of more than " + MOST_LINE + " characters");
                rows.add(row(line, table + ", line " + (rows.size() + 2)));
            }
            return rows;
        }
    }

    private static Row row(String line, String where) throws IOException {
        List<String> cells = cells(line);
        int wanted = FIRST.size() + Features.names().size();
        if (cells.size() != wanted) throw new InvalidObjectException(where + ": " + cells.size() + " cells; wanted " + wanted);
        try {
            float[] values = new float[Features.names().size()];
            for (int i = 0; i < values.length; i++) values[i] = Float.parseFloat(cells.get(FIRST.size() + i));
            Function<Integer, OptionalInt> label = i -> cells.get(i).isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(cells.get(i)));
            Labels labels = new Labels(label.apply(REGISTERS), label.apply(REGISTERS + 1), label.apply(REGISTERS + 2));
            return new Row(cells.getFirst(), new Features(values), cells.get(NANOS).isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(cells.get(NANOS))), labels);
        } catch (IllegalArgumentException e) {
            throw new InvalidObjectException(where + ": " + e.getMessage());
        }
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean pair = quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"';
            if (pair) i++;
            if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else if (c == '"' && !pair) {
                quoted = !quoted;
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
