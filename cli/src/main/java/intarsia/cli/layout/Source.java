package intarsia.cli.layout;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;

/** The text of an expression and how far it is read; spaces between its words do not count. */
final class Source {
    private static final int MOST = 4096;
    /** Characters that an error shows to both sides of its place. */
    private static final int AROUND = 60;

    /** An expression that cannot be read or has no answer; the message shows the place. */
    static final class Misread extends IllegalArgumentException {
        @Serial private static final long serialVersionUID = 1;

        Misread(String message) {
            super(message);
        }
    }

    private final String text;
    private int at;

    Source(String text) {
        if (text.length() > MOST) throw new IllegalArgumentException("an expression of " + text.length() + " characters; wanted at most " + MOST);
        this.text = text;
    }

    /** Where the next word begins. */
    int at() {
        while (at < text.length() && text.charAt(at) == ' ') at++;
        return at;
    }

    /** The next character, or 0 at the end. */
    char peek() {
        return at() < text.length() ? text.charAt(at) : 0;
    }

    boolean accept(char c) {
        if (peek() != c) return false;
        at++;
        return true;
    }

    void expect(char c, String where) {
        if (!accept(c)) throw error(at, "wanted '" + c + "' " + where);
    }

    /** The letters, digits and low lines that follow; none where there are none. */
    String word() {
        int start = at();
        while (at < text.length() && isWord(text.charAt(at))) at++;
        return text.substring(start, at);
    }

    private static boolean isWord(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    /** Goes back to a place. */
    void back(int place) {
        at = place;
    }

    int number() {
        int start = at();
        String digits = word();
        if (digits.isEmpty() || digits.length() > 10 || !digits.chars().allMatch(c -> c >= '0' && c <= '9') || Long.parseLong(digits) > Integer.MAX_VALUE) {
            throw error(start, "wanted a number from 0 to " + Integer.MAX_VALUE);
        }
        return Integer.parseInt(digits);
    }

    /** Numbers with commas between them; none where none begins. */
    int[] numbers() {
        List<Integer> all = new ArrayList<>();
        if (Character.isDigit(peek())) {
            do {
                all.add(number());
            } while (accept(','));
        }
        return all.stream().mapToInt(n -> n).toArray();
    }

    /** What stands before one of these characters that is in no parentheses. */
    String until(String ends) {
        int start = at();
        for (int depth = 0; at < text.length() && (depth > 0 || ends.indexOf(text.charAt(at)) < 0); at++) {
            depth += text.charAt(at) == '(' ? 1 : text.charAt(at) == ')' ? -1 : 0;
        }
        return text.substring(start, at).strip();
    }

    /** The text form of a layout: a shape in brackets, then axes with their entries in brackets. */
    String literal() {
        int start = at();
        brackets();
        int end = at;
        while (!word().isEmpty() && at < text.length() && text.charAt(at) == '[') {
            brackets();
            end = at;
        }
        at = end;
        return text.substring(start, end);
    }

    private void brackets() {
        int open = at();
        at = text.indexOf(']', open) + 1;
        if (at == 0) {
            at = text.length();
            throw error(open, "wanted ']' for this '['");
        }
    }

    /** An error at a place, with the expression and a mark below it. */
    Misread error(int place, String what) {
        return error(place, what, "");
    }

    /** The same, with what else is to be seen below. */
    Misread error(int place, String what, String below) {
        String found = place < text.length() ? "'" + text.charAt(place) + "'" : "the end";
        int from = Math.max(0, place - AROUND);
        String part = text.substring(from, Math.min(text.length(), place + AROUND));
        return new Misread("column " + (place + 1) + ", " + shown(found) + ": " + what + "\n  " + shown(part) + "\n  " + " ".repeat(place - from) + "^" + below.stripTrailing());
    }

    /** Without what a terminal would obey. */
    private static String shown(String s) {
        return s.replaceAll("\\p{Cntrl}", "?");
    }
}
