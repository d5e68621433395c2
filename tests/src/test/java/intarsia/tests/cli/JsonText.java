package intarsia.tests.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A strict reader of JSON: objects as maps, arrays as lists, numbers as text. */
final class JsonText {
    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /** The object that a text is, and nothing beside. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String text) {
        var reader = new JsonText(text.strip());
        Object value = reader.value();
        if (reader.at != reader.text.length() || value == null) throw reader.wrong("the end");
        return (Map<String, Object>) value;
    }

    private @Nullable Object value() {
        return switch (text.charAt(at)) {
            case '{' -> members();
            case '[' -> elements();
            case '"' -> string();
            default -> word();
        };
    }

    private Map<String, @Nullable Object> members() {
        var all = new LinkedHashMap<String, @Nullable Object>();
        at++;
        for (skip(); !accept('}'); skip()) {
            if (!all.isEmpty()) separator();
            String name = string();
            skip();
            if (!accept(':')) throw wrong("':'");
            skip();
            if (all.containsKey(name)) throw wrong("another name than " + name);
            all.put(name, value());
        }
        return all;
    }

    private List<@Nullable Object> elements() {
        var all = new ArrayList<@Nullable Object>();
        at++;
        for (skip(); !accept(']'); skip()) {
            if (!all.isEmpty()) separator();
            all.add(value());
        }
        return all;
    }

    private void separator() {
        if (!accept(',')) throw wrong("','");
        skip();
    }

    private String string() {
        if (!accept('"')) throw wrong("'\"'");
        var out = new StringBuilder();
        while (!accept('"')) {
            char c = text.charAt(at++);
            if (c < ' ') throw wrong("no control character");
            if (c == '\\') {
                c = text.charAt(at++);
                if (c == 'u') {
                    c = (char) Integer.parseInt(text.substring(at, at + 4), 16);
                    at += 4;
                } else if (c != '"' && c != '\\') {
                    throw wrong("an escape");
                }
            }
            out.append(c);
        }
        return out.toString();
    }

    private @Nullable Object word() {
        int from = at;
        while (at < text.length() && ",]} ".indexOf(text.charAt(at)) < 0) at++;
        String word = text.substring(from, at);
        if (word.equals("null")) return null;
        if (word.equals("true") || word.equals("false")) return Boolean.valueOf(word);
        if (!word.matches("-?(0|[1-9]\\d*)(\\.\\d+)?")) throw wrong("a value, not " + word);
        return word;
    }

    private void skip() {
        while (text.charAt(at) == ' ') at++;
    }

    private boolean accept(char c) {
        if (at >= text.length() || text.charAt(at) != c) return false;
        at++;
        return true;
    }

    private IllegalArgumentException wrong(String wanted) {
        return new IllegalArgumentException("column " + (at + 1) + ": wanted " + wanted + " in " + text);
    }
}
