package intarsia.cli.cost;

import static java.nio.charset.StandardCharsets.UTF_8;

import intarsia.passes.cost.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** What compilers made of points, beside the store that has their times: a line for each, {@code problem,point,registers,spills,bytes}; what nobody knows is empty. */
final class LabelFile {
    private static final int CELLS = 5;
    private final Path file;
    private final Map<String, Labels> known = new HashMap<>();

    private LabelFile(Path file) {
        this.file = file;
    }

    /** The one of a store; empty where there is none yet. */
    static LabelFile beside(Path store) throws IOException {
        LabelFile f = new LabelFile(store.resolveSibling("labels.csv"));
        if (Files.exists(f.file)) for (String line : Files.readAllLines(f.file)) f.take(line);
        return f;
    }

    private void take(String line) throws IOException {
        String[] cells = line.split(",", -1);
        if (cells.length != CELLS) throw new IOException(file + ": '" + line + "' has " + cells.length + " cells; wanted " + CELLS);
        known.put(cells[0] + "," + cells[1], new Labels(number(cells[2]), number(cells[3]), number(cells[4])));
    }

    private static OptionalInt number(String cell) {
        return cell.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(cell));
    }

    private static String cell(OptionalInt n) {
        return n.isPresent() ? Integer.toString(n.getAsInt()) : "";
    }

    /** What is known of a point. */
    Labels of(String problem, String point) {
        return known.getOrDefault(problem + "," + point, Labels.NONE);
    }

    boolean has(String problem, String point) {
        return known.containsKey(problem + "," + point);
    }

    /** Keeps what was found, at once. */
    void add(String problem, String point, Labels l) throws IOException {
        known.put(problem + "," + point, l);
        String line = String.join(",", problem, point, cell(l.registers()), cell(l.spills()), cell(l.codeBytes())) + "\n";
        Files.writeString(file, line, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
