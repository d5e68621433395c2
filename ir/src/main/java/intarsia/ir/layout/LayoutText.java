package intarsia.ir.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The text form of layouts, both ways; the grammar stands at {@link Layout#parse}. */
final class LayoutText {
    /** More than any layout whose sizes fit an int can use, unit digits aside. */
    private static final int MAX_LENGTH = 1 << 14;

    private final String text;
    private int at;

    LayoutText(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("layout text of " + text.length() + " characters, wanted at most " + MAX_LENGTH);
        }
        this.text = text;
    }

    static String of(Layout l) {
        var out = new StringBuilder(Sizes.text(l.shape()));
        for (Axis axis : l.axes()) {
            out.append(l.terms(axis).stream().map(t -> entry(l, t)).collect(Collectors.joining(" ", " " + axis + "[", "]")));
        }
        return out.toString();
    }

    /** An entry as the text form of its layout has it: {@code 0.1:8} or {@code *2}. */
    static String entry(Layout l, Term t) {
        return t.isReplica() ? "*" + t.extent() : t.dim() + "." + LayoutDigits.position(l, t) + ":" + t.extent();
    }

    Layout layout() {
        int[] shape = shape();
        var extents = new ArrayList<Map<Integer, Integer>>();
        for (int d = 0; d < shape.length; d++) extents.add(new TreeMap<>());
        Map<Axis, List<Entry>> axes = new TreeMap<>();
        for (skipSpaces(); at < text.length(); skipSpaces()) {
            int start = at;
            Axis axis = axis();
            if (axes.put(axis, entries(extents)) != null) throw error(start, "axis " + axis + " stands twice");
        }
        int[][] factorisations = new int[shape.length][];
        for (int d = 0; d < shape.length; d++) factorisations[d] = digits(d, extents.get(d));
        return Layout.of(shape, factorisations, axes);
    }

    private int[] shape() {
        expect('[');
        var out = new ArrayList<Integer>();
        if (!accept(']')) {
            do {
                out.add(number());
            } while (accept('x'));
            expect(']');
        }
        return out.stream().mapToInt(n -> n).toArray();
    }

    private Axis axis() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '[' && text.charAt(at) != ' ') at++;
        try {
            return new Axis(text.substring(start, at));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(error(start, "an axis stands here").getMessage() + ": " + e.getMessage(), e);
        }
    }

    private List<Entry> entries(List<Map<Integer, Integer>> extents) {
        expect('[');
        var out = new ArrayList<Entry>();
        do {
            skipSpaces();
            out.add(accept('*') ? new Entry.Replica(number()) : digit(extents));
            skipSpaces();
        } while (!accept(']'));
        return out;
    }

    private Entry digit(List<Map<Integer, Integer>> extents) {
        int start = at;
        int dim = number();
        expect('.');
        int pos = number();
        expect(':');
        int extent = number();
        if (dim >= extents.size()) throw error(start, "no dimension " + dim + ", the shape has " + extents.size());
        if (extents.get(dim).put(pos, extent) != null) throw error(start, "digit " + dim + "." + pos + " stands twice");
        return new Entry.Digit(dim, pos);
    }

    private int[] digits(int dim, Map<Integer, Integer> extents) {
        for (int i = 0; i < extents.size(); i++) {
            if (!extents.containsKey(i)) throw error(text.length(), "digit " + dim + "." + i + " lies on no axis");
        }
        return extents.values().stream().mapToInt(e -> e).toArray();
    }

    private int number() {
        int start = at;
        long n = 0;
        for (; at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9'; at++) {
            n = n * 10 + (text.charAt(at) - '0');
            if (n > Integer.MAX_VALUE) throw error(start, "a number above " + Integer.MAX_VALUE);
        }
        if (at == start) throw error(start, "wanted a number");
        return (int) n;
    }

    private void skipSpaces() {
        while (at < text.length() && text.charAt(at) == ' ') at++;
    }

    private boolean accept(char c) {
        if (at >= text.length() || text.charAt(at) != c) return false;
        at++;
        return true;
    }

    private void expect(char c) {
        if (!accept(c)) throw error(at, "wanted '" + c + "'");
    }

    private IllegalArgumentException error(int where, String what) {
        String found = where < text.length() ? "'" + text.charAt(where) + "'" : "the end";
        return new IllegalArgumentException("layout '" + text + "', column " + (where + 1) + " (" + found + "): " + what);
    }
}
