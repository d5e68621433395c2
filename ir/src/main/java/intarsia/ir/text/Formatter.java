package intarsia.ir.text;

import intarsia.ir.TileType;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text form as it should be laid out: lines, indentation and spaces as the printer has them; names, constants, numbers and comments as they were
 * written. A comment keeps its line: one of its own stays before what it stood before, one at the end of a line stays there; one inside of a statement
 * goes before it. Blank lines between lines stay, one of several.
 */
public final class Formatter {
    private static final Pattern CALL = Pattern.compile("(?:^import|\\bfunction|\\bcall) \\S+$");

    private final String text;
    private final Map<Integer, Integer> depths = new HashMap<>();
    private final Map<Integer, Outline.TypeAt> types = new HashMap<>();
    private final Matcher token;
    private final StringBuilder out = new StringBuilder();
    /** The line that is being put together, and comments that stood inside of it. */
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder inside = new StringBuilder();
    private int depth;
    private String last = "";

    private Formatter(String text, Outline outline) {
        this.text = text;
        this.token = Lexer.TOKEN.matcher(text);
        outline.lines().forEach(l -> depths.put(l.start(), l.depth()));
        outline.types().forEach(t -> types.put(t.place().from(), t));
    }

    /**
     * The text, laid out; what it means is the same.
     *
     * @throws TextException where it cannot be read
     */
    public static String format(String text, String file) {
        return new Formatter(text, Parser.outline(text, file)).format();
    }

    private String format() {
        int at = 0;
        while (at < text.length()) {
            int next = at;
            while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
                next++;
            }
            int newlines = (int) text.substring(at, next).chars().filter(c -> c == '\n').count();
            if (next == text.length()) {
                break;
            }
            at = text.startsWith("//", next) ? comment(next, newlines) : token(next, newlines);
        }
        end();
        return out.toString();
    }

    private int token(int at, int newlines) {
        Integer begins = depths.get(at);
        if (begins != null) {
            end();
            blank(newlines);
            depth = begins;
        }
        Outline.TypeAt type = types.get(at);
        String word = type == null ? word(at) : type(type);
        line.append(spaced(word) ? " " : "").append(word);
        last = word;
        return type == null ? token.end() : type.place().to();
    }

    private String word(int at) {
        if (!token.region(at, text.length()).lookingAt()) {
            throw new IllegalStateException("no token at " + at);
        }
        return token.group();
    }

    /** As the printer writes it, where no constant stands in it. */
    private String type(Outline.TypeAt t) {
        String raw = text.substring(t.place().from(), t.place().to()).strip();
        return raw.equals(t.resolved()) ? t.type().toString() : raw.replaceAll("\\s+", " ").replaceAll("\\s*,\\s*", t.type() instanceof TileType ? "," : ", ");
    }

    private int comment(int at, int newlines) {
        int newline = text.indexOf('\n', at);
        int end = newline < 0 ? text.length() : newline;
        String words = text.substring(at, end).stripTrailing();
        if (newlines == 0 && at > 0 && !line.isEmpty()) {
            trailing(words, end);
        } else if (complete(end)) {
            end();
            blank(newlines);
            indent(nextDepth(end));
            out.append(words).append('\n');
        } else {
            inside.append(words).append('\n');
        }
        return end;
    }

    private void trailing(String words, int end) {
        if (complete(end)) {
            line.append(' ').append(words);
            end();
        } else {
            inside.append(words).append('\n');
        }
    }

    /** Whether what follows a place, comments left out, begins a line. */
    private boolean complete(int place) {
        int at = next(place);
        return at == text.length() || depths.containsKey(at) || line.isEmpty();
    }

    private int nextDepth(int place) {
        Integer found = depths.get(next(place));
        boolean closes = next(place) < text.length() && text.charAt(next(place)) == '}';
        return found == null ? 0 : closes ? found + 1 : found;
    }

    private int next(int place) {
        int at = place;
        while (at < text.length()) {
            if (text.startsWith("//", at)) {
                int newline = text.indexOf('\n', at);
                at = newline < 0 ? text.length() : newline;
            } else if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else {
                break;
            }
        }
        return at;
    }

    private void end() {
        if (!line.isEmpty()) {
            inside.toString().lines().forEach(c -> {
                indent(depth);
                out.append(c).append('\n');
            });
            inside.setLength(0);
            indent(depth);
            out.append(line).append('\n');
            line.setLength(0);
            last = "";
        }
    }

    private void blank(int newlines) {
        if (newlines > 1 && !out.isEmpty() && !out.toString().endsWith("\n\n")) {
            out.append('\n');
        }
    }

    private void indent(int depth) {
        out.repeat("  ", depth);
    }

    private boolean spaced(String word) {
        boolean set = line.toString().startsWith("tunable ");
        if (last.isEmpty() || set && last.equals("{") || last.equals("(") || last.equals("[") || last.equals("..") || last.equals(".")) {
            return false;
        }
        return switch (word) {
            case ",", ":", ")", "]", "..", "." -> false;
            case "(" -> !calls() && !last.matches("ceildiv|min|max|[a-z]+\\.(?:global|shared)");
            case "}" -> !set;
            case ">" -> !last.equals("-");
            default -> true;
        };
    }

    /** Whether the line ends in the name of a template or a function, whose arguments follow it. */
    private boolean calls() {
        return CALL.matcher(line).find();
    }
}
