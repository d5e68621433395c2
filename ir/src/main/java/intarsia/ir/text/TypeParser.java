package intarsia.ir.text;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.Space;
import intarsia.ir.TensorType;
import intarsia.ir.TileType;
import intarsia.ir.Type;
import intarsia.ir.layout.Layout;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of types. */
public final class TypeParser {
    private static final Pattern RANGE = Pattern.compile("(.*\\S)\\s+range\\s+(-?\\d{1,18})\\.\\.(-?\\d{1,18})");

    private TypeParser() {
    }

    /** The type that {@code text} is, or an error that says what was wanted. */
    public static Type parse(String text) {
        for (ScalarType s : ScalarType.values()) {
            if (s.toString().equals(text)) {
                return s;
            }
        }
        for (LaneType l : LaneType.values()) {
            if (l.toString().equals(text)) {
                return l;
            }
        }
        for (Space space : Space.values()) {
            if (text.startsWith(space.text() + " ")) {
                return buffer(text.substring(space.text().length()).strip()).in(space);
            }
        }
        if (text.startsWith("tensor ")) {
            return tensor(text.substring(7).strip());
        }
        return tile(text);
    }

    private static TileType tile(String text) {
        int open = text.indexOf('[');
        if (open < 0 || !text.endsWith("]")) {
            throw new IllegalArgumentException("no type '" + text + "'; wanted a scalar (i32), a word (<i32>), a tile (f32[4,8]), global …, shared … or tensor …");
        }
        String inside = text.substring(open + 1, text.length() - 1);
        int bar = inside.indexOf('|');
        Optional<Layout> layout = bar < 0 ? Optional.empty() : Optional.of(Layout.parse(inside.substring(bar + 1).strip()));
        String dims = (bar < 0 ? inside : inside.substring(0, bar)).strip();
        List<Integer> shape = dims.isEmpty() ? List.of()
                : Arrays.stream(dims.split(",")).map(String::strip).map(TypeParser::extent).toList();
        return new TileType(DType.parse(text.substring(0, open)), shape, layout);
    }

    private static int extent(String s) {
        if (!s.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("tile extent '" + s + "'; wanted a number");
        }
        return Integer.parseInt(s);
    }

    private static BufferType buffer(String text) {
        Matcher m = RANGE.matcher(text);
        boolean ranged = m.matches();
        String rest = ranged ? m.group(1) : text;
        int open = rest.indexOf('[');
        int close = close(rest, open);
        List<Expr> shape = exprs(rest.substring(open + 1, close));
        Format format = format(rest.substring(0, open), shape);
        String tail = rest.substring(close + 1).strip();
        BufferType t = tail.isEmpty() ? BufferType.of(format, shape) : strided(format, shape, tail);
        return ranged ? t.withRange(Long.parseLong(m.group(2)), Long.parseLong(m.group(3))) : t;
    }

    private static BufferType strided(Format format, List<Expr> shape, String tail) {
        int open = tail.indexOf('[');
        int close = close(tail, open);
        String offset = tail.substring(close + 1).strip();
        if (!tail.startsWith("strides") || !offset.startsWith("offset ")) {
            throw new IllegalArgumentException("'" + tail + "' after the shape; wanted: strides [..] offset N");
        }
        return new BufferType(format, shape, exprs(tail.substring(open + 1, close)), ExprParser.parse(offset.substring(7)), Optional.empty());
    }

    private static TensorType tensor(String text) {
        Matcher m = RANGE.matcher(text);
        boolean ranged = m.matches();
        String rest = ranged ? m.group(1) : text;
        int open = rest.indexOf('[');
        int close = close(rest, open);
        List<TensorType.Dim> dims = new ArrayList<>();
        for (String d : split(rest.substring(open + 1, close))) {
            int colon = d.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("dimension '" + d + "'; wanted name:extent");
            }
            dims.add(new TensorType.Dim(d.substring(0, colon).strip(), ExprParser.parse(d.substring(colon + 1))));
        }
        Optional<BufferType.Range> range = ranged
                ? Optional.of(new BufferType.Range(Long.parseLong(m.group(2)), Long.parseLong(m.group(3)))) : Optional.empty();
        return new TensorType(format(rest.substring(0, open), dims.stream().map(TensorType.Dim::size).toList()), dims, range);
    }

    /** A format, of a matrix where its blocks are whole rows or the whole. */
    private static Format format(String text, List<Expr> shape) {
        if (!Format.isOpen(text)) {
            return Format.parse(text);
        }
        boolean known = !shape.isEmpty() && shape.size() <= 2 && shape.stream().allMatch(Expr::isConst);
        if (!known) {
            throw new IllegalArgumentException("'" + text + "' of extents " + shape + "; wanted one or two that are numbers, for they are the size of a block");
        }
        return Format.parse(text, shape.size() == 1 ? 1 : shape.getFirst().constant(), shape.getLast().constant());
    }

    private static List<Expr> exprs(String text) {
        return split(text).stream().map(ExprParser::parse).toList();
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(from, i).strip());
                from = i + 1;
            }
        }
        if (!text.substring(from).isBlank()) {
            parts.add(text.substring(from).strip());
        }
        return parts;
    }

    private static int close(String text, int open) {
        int depth = 0;
        for (int i = Math.max(open, 0); open >= 0 && i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("no type '" + text + "'; wanted a format and then [extents]");
    }
}
