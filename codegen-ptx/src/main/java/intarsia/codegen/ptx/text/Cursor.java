package intarsia.codegen.ptx.text;

import java.util.List;

/** A place in the tokens of a text, with the questions a parser asks. */
final class Cursor {
    private final String text;
    private final List<Token> tokens;
    private int at;

    Cursor(String text) {
        this.text = text;
        tokens = Lexer.tokens(text);
    }

    Token peek() {
        return tokens.get(at);
    }

    /** The token after the next one; the end repeats itself. */
    Token second() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token t = tokens.get(at);
        if (t.kind() != Token.Kind.END) at++;
        return t;
    }

    /** Takes the next token where it is this one. */
    boolean take(String mark) {
        boolean is = peek().is(mark);
        if (is) next();
        return is;
    }

    Token expect(String mark) {
        Token t = next();
        if (!t.is(mark)) throw fail(t, "wanted '" + mark + "', found " + t);
        return t;
    }

    Token word(String what) {
        Token t = next();
        if (t.kind() != Token.Kind.WORD) throw fail(t, "wanted " + what + ", found " + t);
        return t;
    }

    /** A whole number in [low, high]. */
    int number(String what, int low, int high) {
        Token t = next();
        if (t.kind() != Token.Kind.NUMBER) throw fail(t, "wanted " + what + ", found " + t);
        long value = integer(t);
        if (value < low || value > high) throw fail(t, what + " is " + t.text() + ", wanted " + low + " to " + high);
        return (int) value;
    }

    /** The 64 bits of an integer literal: decimal, 0x, 0b or octal, with or without U. */
    long integer(Token t) {
        String s = t.text().endsWith("U") ? t.text().substring(0, t.text().length() - 1) : t.text();
        try {
            if (s.startsWith("0x") || s.startsWith("0X")) return Long.parseUnsignedLong(s.substring(2), 16);
            if (s.startsWith("0b") || s.startsWith("0B")) return Long.parseUnsignedLong(s.substring(2), 2);
            return s.length() > 1 && s.startsWith("0") ? Long.parseUnsignedLong(s.substring(1), 8) : Long.parseUnsignedLong(s);
        } catch (NumberFormatException e) {
            throw fail(t, "'" + t.text() + "' is not an integer of at most 64 bits");
        }
    }

    PtxSyntaxException fail(Token at, String message) {
        return new PtxSyntaxException(text, at.offset(), message);
    }
}
