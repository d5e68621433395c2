package intarsia.ir.layout.cute;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The text form of CuTe layouts, both ways: the tuple of sizes, a colon, the tuple of strides. */
final class CuteText {
    private static final int MAX_LENGTH = 1 << 14;
    private static final int MAX_DEPTH = 64;

    /** A number, or a tuple; the number of a tuple is 0. */
    private record Tuple(long number, List<Tuple> parts, boolean single) {}

    private final String text;
    private int at;

    CuteText(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("CuTe layout of " + text.length() + " characters, wanted at most " + MAX_LENGTH);
        }
        this.text = text;
    }

    static String of(CuteLayout l) {
        return tuple(l, Mode::size) + ":" + tuple(l, Mode::stride);
    }

    private static String tuple(CuteLayout l, Function<Mode, Long> number) {
        return switch (l) {
            case Mode m -> number.apply(m).toString();
            case Modes(List<CuteLayout> modes) -> modes.stream().map(m -> tuple(m, number)).collect(Collectors.joining(",", "(", ")"));
        };
    }

    CuteLayout layout() {
        Tuple shape = tuple(0);
        if (!accept(':')) throw error("wanted ':' between shape and stride");
        Tuple stride = tuple(0);
        skipSpaces();
        if (at < text.length()) throw error("wanted the end");
        return zip(shape, stride);
    }

    private CuteLayout zip(Tuple shape, Tuple stride) {
        if (shape.single != stride.single || shape.parts.size() != stride.parts.size()) {
            throw new IllegalArgumentException("CuTe layout '" + text + "': shape and stride are tuples of different form");
        }
        if (shape.single) return new Mode(shape.number, stride.number);
        var out = new ArrayList<CuteLayout>();
        for (int i = 0; i < shape.parts.size(); i++) out.add(zip(shape.parts.get(i), stride.parts.get(i)));
        return CuteLayout.of(out);
    }

    private Tuple tuple(int depth) {
        if (depth > MAX_DEPTH) throw error("tuples nested deeper than " + MAX_DEPTH);
        if (!accept('(')) return new Tuple(number(), List.of(), true);
        var parts = new ArrayList<Tuple>();
        if (!accept(')')) {
            do {
                parts.add(tuple(depth + 1));
            } while (accept(','));
            if (!accept(')')) throw error("wanted ',' or ')'");
        }
        return new Tuple(0, parts, false);
    }

    private long number() {
        skipSpaces();
        accept('_');
        int start = at;
        long n = 0;
        for (; at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9'; at++) {
            n = Extents.plus(Extents.times(n, 10), text.charAt(at) - '0');
        }
        if (at == start) throw error("wanted a number or '('");
        return n;
    }

    private boolean accept(char c) {
        skipSpaces();
        if (at >= text.length() || text.charAt(at) != c) return false;
        at++;
        return true;
    }

    private void skipSpaces() {
        while (at < text.length() && text.charAt(at) == ' ') at++;
    }

    private IllegalArgumentException error(String what) {
        String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
        return new IllegalArgumentException("CuTe layout '" + text + "', column " + (at + 1) + " (" + found + "): " + what);
    }
}
