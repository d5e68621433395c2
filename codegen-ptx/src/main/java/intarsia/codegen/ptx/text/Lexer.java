package intarsia.codegen.ptx.text;

import java.util.ArrayList;
import java.util.List;

/** Cuts PTX text into tokens; comments and blanks fall away. */
final class Lexer {
    private static final String MARKS = ",;:(){}[]<>|!@+-=";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;

    private Lexer(String text) {
        this.text = text;
    }

    /** All tokens of the text; the last is of kind END. */
    static List<Token> tokens(String text) {
        var lexer = new Lexer(text);
        while (lexer.skipBlanks()) lexer.next();
        lexer.add(Token.Kind.END, lexer.at);
        return lexer.tokens;
    }

    private void next() {
        char c = text.charAt(at);
        int start = at;
        if (isWord(c)) {
            while (at < text.length() && continuesWord()) at++;
            add(Token.Kind.WORD, start);
        } else if (isDigit(c)) {
            while (at < text.length() && continuesNumber()) at++;
            add(Token.Kind.NUMBER, start);
        } else if (c == '"') {
            at = text.indexOf('"', start + 1) + 1;
            if (at == 0 || text.substring(start, at).contains("\n")) throw new PtxSyntaxException(text, start, "string without its closing quote");
            add(Token.Kind.STRING, start);
        } else if (MARKS.indexOf(c) >= 0) {
            at++;
            add(Token.Kind.MARK, start);
        } else {
            throw new PtxSyntaxException(text, start, "character '" + c + "' (U+%04X) has no meaning in PTX".formatted((int) c));
        }
    }

    private void add(Token.Kind kind, int start) {
        tokens.add(new Token(kind, text.substring(start, at), start, line));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c == '%' || c == '.';
    }

    /** A word goes on over letters, digits, dots, and the double colon of {@code L1::no_allocate}; a single colon ends a label. */
    private boolean continuesWord() {
        char c = text.charAt(at);
        if (c == ':') {
            if (!text.startsWith("::", at)) return false;
            at++;
            return true;
        }
        return isWord(c) || isDigit(c);
    }

    /** A number goes on over letters (0x, 0f, U) and a point. A decimal exponent has no sign here: PTX writers use 0f and 0d. */
    private boolean continuesNumber() {
        char c = text.charAt(at);
        return (isWord(c) && c != '%' && c != '$') || isDigit(c);
    }

    /** Moves to the next token; false at the end of the text. */
    private boolean skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') line++;
            if (c == '\n' || c == ' ' || c == '\t' || c == '\r') at++;
            else if (text.startsWith("//", at)) at = endOr(text.indexOf('\n', at));
            else if (text.startsWith("/*", at)) skipComment();
            else return true;
        }
        return false;
    }

    private void skipComment() {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) throw new PtxSyntaxException(text, at, "comment without its closing */");
        line += (int) text.substring(at, end).chars().filter(c -> c == '\n').count();
        at = end + 2;
    }

    private int endOr(int index) {
        return index < 0 ? text.length() : index;
    }
}
