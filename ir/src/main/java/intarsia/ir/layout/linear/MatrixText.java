package intarsia.ir.layout.linear;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text form of matrices, both ways. */
final class MatrixText {
    private static final Pattern FORM = Pattern.compile("\\[(\\d{1,2})x(\\d{1,2}):((?: [0-9a-f]{1,16})*)\\]");

    private MatrixText() {}

    static String of(Matrix m) {
        return "[" + m.size() + ":" + Arrays.stream(m.columns()).mapToObj(c -> " " + Long.toHexString(c))
                .collect(Collectors.joining()) + "]";
    }

    static Matrix parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("matrix '" + text + "': wanted [ROWSxCOLS: COLUMN …], columns in hexadecimal");
        }
        long[] columns = Pattern.compile(" ").splitAsStream(form.group(3)).filter(s -> !s.isEmpty())
                .mapToLong(s -> Long.parseUnsignedLong(s, 16)).toArray();
        if (columns.length != Integer.parseInt(form.group(2))) {
            throw new IllegalArgumentException("matrix '" + text + "': " + columns.length + " columns stand there");
        }
        return Matrix.of(Integer.parseInt(form.group(1)), columns);
    }
}
