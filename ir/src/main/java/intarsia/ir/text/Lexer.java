package intarsia.ir.text;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts text into tokens; keeps the place of the one in front. Comments run from {@code //} to the end of the line. */
final class Lexer {
    static final Pattern TOKEN = Pattern.compile(
            "%(?:\\d+|[A-Za-z_][A-Za-z0-9_]*)|<[a-z0-9]+>|0x[0-9a-fA-F]+|-?\\d+(?:\\.(?!\\.)\\d*)?(?:[eE]-?\\d+)?|[A-Za-z_][A-Za-z0-9_.]*|\"(?:[^\"\\\\\\n]|\\\\.)*+\"|\\.\\.|[<>=!]=|.");

    private static final Pattern WORD = Pattern.compile("(?<![\\w.%])[A-Za-z_][A-Za-z0-9_.]*");

    private final String text;
    private final Matcher matcher;
    /** Words that stand for numbers. */
    private final Map<String, String> constants = new HashMap<>();
    private int at;
    private int start;
    /** Before and after the last token that was taken. */
    private int before;
    private int end;
    /** Newlines before {@code counted}; kept, so that asking for the line of every statement stays linear. */
    private int newlines;
    private int counted;
    private String token = "";

    Lexer(String text) {
        this(text, 0);
    }

    /** From a place in the text. */
    Lexer(String text, int from) {
        this.text = text;
        matcher = TOKEN.matcher(text);
        seek(from);
    }

    /** Goes on from a place. */
    void seek(int place) {
        at = place;
        next();
    }

    /** The token in front; empty at the end. */
    String peek() {
        return token;
    }

    /** Takes the token in front. */
    String next() {
        String taken = token;
        end = at;
        before = start;
        start = skip(at);
        if (start >= text.length()) {
            token = "";
            at = text.length();
            return taken;
        }
        if (!matcher.region(start, text.length()).lookingAt()) {
            throw error("a character that begins nothing");
        }
        token = number(matcher.group());
        at = matcher.end();
        return taken;
    }

    /** From here on a word stands for a number. */
    void define(String word, String number) {
        constants.put(word, number);
        token = number(token);
    }

    boolean isDefined(String word) {
        return constants.containsKey(word);
    }

    /** What a word stands for; itself, where it stands for no number. */
    String number(String word) {
        return constants.getOrDefault(word, word);
    }

    /** The place of the next character that is neither white space nor of a comment. */
    private int skip(int from) {
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '/' && text.startsWith("//", i)) {
                int end = text.indexOf('\n', i);
                i = end < 0 ? text.length() : end;
            } else if (c == ' ' || c >= '\t' && c <= '\r') {
                i++;
            } else {
                break;
            }
        }
        return i;
    }

    /** Everything from the token in front up to one of the stop characters outside brackets; it is consumed. */
    String raw(String stops) {
        int depth = 0;
        int end = start;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (depth == 0 && stops.indexOf(c) >= 0 || c == '\n' || text.startsWith("//", end)) {
                break;
            }
            depth += c == '[' || c == '(' ? 1 : c == ']' || c == ')' ? -1 : 0;
            end++;
        }
        String found = text.substring(start, end).strip();
        at = end;
        next();
        return constants.isEmpty() ? found : WORD.matcher(found).replaceAll(m -> Matcher.quoteReplacement(number(m.group())));
    }

    /** An error at the token in front. */
    TextException error(String message) {
        return error(start, message);
    }

    /** An error at the token that was taken last. */
    TextException errorBefore(String message) {
        return error(before, message);
    }

    /** An error at a place. */
    TextException error(int place, String message) {
        int from = text.lastIndexOf('\n', Math.max(0, place - 1)) + 1;
        int to = text.indexOf('\n', place);
        String source = text.substring(Math.min(from, text.length()), to < 0 ? text.length() : to);
        String shown = source.length() > 200 ? source.substring(0, 200) : source;
        return new TextException(line(place), Math.min(place - from, 200), shown, message);
    }

    /** A lexer of the same text from the token in front on, to which words are what they are. */
    Lexer plain() {
        return new Lexer(text, start);
    }

    /** The place of the token in front. */
    int start() {
        return start;
    }

    /** The place after the token that was taken last. */
    int end() {
        return end;
    }

    /** The largest number of a value in the text, of those up to a limit; −1 where there is none. */
    int largestId(int limit) {
        return Pattern.compile("%(\\d{1,8})(?!\\d)").matcher(text).results().mapToInt(m -> Integer.parseInt(m.group(1))).filter(n -> n <= limit).max().orElse(-1);
    }

    int line() {
        return line(start);
    }

    private int line(int place) {
        if (place < counted) {
            counted = 0;
            newlines = 0;
        }
        for (; counted < Math.min(place, text.length()); counted++) {
            newlines += text.charAt(counted) == '\n' ? 1 : 0;
        }
        return 1 + newlines;
    }
}
