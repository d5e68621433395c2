package intarsia.decoder.npy;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.file.Place;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header's text: a Python dictionary with the keys {@code descr}, {@code fortran_order} and {@code shape},
 * each once, in any order, with any white space.
 */
final class NpyHeaderParser {
    private static final int MAX_RANK = 32;

    private final Place place;
    private final String text;
    private int at;
    private @Nullable NpyType type;
    private long @Nullable [] shape;
    private boolean rowMajor;

    private NpyHeaderParser(Place place, String text) {
        this.place = place;
        this.text = text;
    }

    static NpyHeader parse(Place place, String text) {
        return new NpyHeaderParser(place, text).header();
    }

    private NpyHeader header() {
        expect('{');
        while (!accept('}')) {
            entry();
            if (accept(',')) continue;
            expect('}');
            break;
        }
        if (type == null || shape == null || !rowMajor || !text.substring(at).isBlank()) throw malformed();
        return new NpyHeader(type, shape);
    }

    private void entry() {
        String key = string();
        expect(':');
        if (key.equals("descr") && type == null) type = type();
        else if (key.equals("shape") && shape == null) shape = tuple();
        else if (key.equals("fortran_order") && !rowMajor) rowMajor = rowMajor();
        else throw malformed();
    }

    private NpyType type() {
        String descr = string();
        return NpyType.of(descr).orElseThrow(() ->
            place.fail("an element type of " + NpyType.known(), "'" + ModelFileException.printable(descr) + "'"));
    }

    private boolean rowMajor() {
        skipSpace();
        if (text.startsWith("True", at)) throw place.fail("row-major order (fortran_order False)", "fortran_order True");
        if (!text.startsWith("False", at)) throw malformed();
        at += "False".length();
        return true;
    }

    private long[] tuple() {
        var dims = new long[MAX_RANK];
        int rank = 0;
        boolean comma = true;
        expect('(');
        while (!accept(')')) {
            if (rank == MAX_RANK) throw place.fail("at most " + MAX_RANK + " dimensions", "more");
            if (!comma) throw malformed();
            dims[rank++] = number();
            comma = accept(',');
        }
        if (rank == 1 && !comma) throw malformed();
        return Arrays.copyOf(dims, rank);
    }

    private long number() {
        skipSpace();
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
        if (at == start) throw malformed();
        try {
            return Long.parseLong(text, start, at, 10);
        } catch (NumberFormatException _) {
            throw place.fail("dimensions below 2^63", ModelFileException.printable(text.substring(start, at)));
        }
    }

    private String string() {
        skipSpace();
        char quote = at < text.length() ? text.charAt(at) : 0;
        int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
        if (end < 0) throw malformed();
        String string = text.substring(at + 1, end);
        at = end + 1;
        return string;
    }

    private void expect(char c) {
        if (!accept(c)) throw malformed();
    }

    private boolean accept(char c) {
        skipSpace();
        if (at == text.length() || text.charAt(at) != c) return false;
        at++;
        return true;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }

    private ModelFileException malformed() {
        return place.fail("a dictionary of 'descr', 'fortran_order' and 'shape'",
            ModelFileException.printable(text.strip()) + ", wrong at character " + at);
    }
}
