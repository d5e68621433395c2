package intarsia.passes.cost;

import static java.nio.charset.StandardCharsets.UTF_8;

import intarsia.ir.text.Printer;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Writes samples for whoever wants to learn from them, in two files that {@code docs/cost-model.md} describes: one of a JSON object a line, which has the kernel's text, and
 * one of comma-separated values, which {@link DataTable} reads again.
 */
public final class DataSet implements Closeable {
    private final BufferedWriter objects;
    private final BufferedWriter table;

    private DataSet(BufferedWriter objects, BufferedWriter table) {
        this.objects = objects;
        this.table = table;
    }

    /** Begins new files; what was in them is lost. */
    public static DataSet create(Path objects, Path table) throws IOException {
        BufferedWriter first = Files.newBufferedWriter(objects, UTF_8);
        try {
            DataSet d = new DataSet(first, Files.newBufferedWriter(table, UTF_8));
            d.line(d.table, DataTable.head());
            return d;
        } catch (IOException e) {
            first.close();
            throw e;
        }
    }

    /** Adds one; it is in the files when this returns. */
    public void write(Sample s) throws IOException {
        Features f = s.row().features();
        line(objects, object(s, f));
        line(table, cells(s, f));
        objects.flush();
        table.flush();
    }

    private void line(BufferedWriter to, String text) throws IOException {
        to.write(text);
        to.write('\n');
    }

    private static String object(Sample s, Features f) {
        List<String> members = new ArrayList<>();
        members.add(member("problem", quoted(s.problem())));
        members.add(member("point", quoted(s.point())));
        members.add(member("target", quoted(s.target().id())));
        members.add(member("workers", Integer.toString(s.setting().workers())));
        s.time().ifPresent(t -> {
            members.add(member("nanos", Double.toString(t.nanos())));
            members.add(member("spread", Double.toString(t.spread())));
        });
        s.failure().ifPresent(why -> members.add(member("failure", quoted(why))));
        label("registers", s.labels().registers(), members);
        label("spills", s.labels().spills(), members);
        label("code_bytes", s.labels().codeBytes(), members);
        members.add(member("features", features(f)));
        members.add(member("ir", quoted(Printer.print(s.lane()))));
        return members.stream().collect(Collectors.joining(", ", "{", "}"));
    }

    private static void label(String name, OptionalInt value, List<String> members) {
        value.ifPresent(v -> members.add(member(name, Integer.toString(v))));
    }

    private static String features(Features f) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < f.values().length; i++) all.add(member(Features.names().get(i), Float.toString(f.values()[i])));
        return all.stream().collect(Collectors.joining(", ", "{", "}"));
    }

    private static String member(String name, String value) {
        return quoted(name) + ": " + value;
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> out.append(switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            default -> c < ' ' ? String.format("\\u%04x", c) : Character.toString(c);
        }));
        return out.append('"').toString();
    }

    private static String cells(Sample s, Features f) {
        List<String> cells = new ArrayList<>(List.of(DataTable.cell(s.problem()), DataTable.cell(s.point()), DataTable.cell(s.target().id()),
            s.time().map(t -> Double.toString(t.nanos())).orElse(""), s.time().map(t -> Double.toString(t.spread())).orElse(""),
            number(s.labels().registers()), number(s.labels().spills()), number(s.labels().codeBytes())));
        for (float v : f.values()) cells.add(Float.toString(v));
        return String.join(",", cells);
    }

    private static String number(OptionalInt n) {
        return n.isPresent() ? Integer.toString(n.getAsInt()) : "";
    }

    @Override
    public void close() throws IOException {
        try (table) {
            objects.close();
        }
    }
}
