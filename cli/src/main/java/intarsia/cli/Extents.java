package intarsia.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/** Rows and columns of a matrix, as {@code NxK}. */
record Extents(long rows, long columns) {
    private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,8})x([1-9]\\d{0,8})");

    /** Reads an option. */
    static final class Reader implements ITypeConverter<Extents> {
        @Override public Extents convert(String text) {
            Matcher m = TEXT.matcher(text);
            if (!m.matches()) throw UserError.usage("'" + text + "'; wanted rows and columns as in 4096x11008");
            return new Extents(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)));
        }
    }

    long[] extents() {
        return new long[] {rows, columns};
    }

    @Override public String toString() {
        return rows + "x" + columns;
    }
}
