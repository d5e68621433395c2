package intarsia.ir.text;

import intarsia.ir.Expr;
import java.util.Arrays;
import java.util.Optional;

/** Reads {@link Expr}s: numbers, symbols, {@code (a + b)}, {@code ceildiv(a, b)}. */
public final class ExprParser {
    private static final int MAX_DEPTH = 64;
    private final Lexer in;

    ExprParser(Lexer in) {
        this.in = in;
    }

    /**
     * Reads a whole text as one expression.
     *
     * @throws TextException where it is none
     */
    public static Expr parse(String text) {
        Lexer in = new Lexer(text);
        Expr e = new ExprParser(in).expr(0);
        if (!in.peek().isEmpty()) {
            throw in.error("'" + in.peek() + "' after the expression");
        }
        return e;
    }

    Expr expr(int depth) {
        if (depth > MAX_DEPTH) {
            throw in.error("expression nested deeper than " + MAX_DEPTH);
        }
        if (in.peek().equals("(")) {
            in.next();
            Expr a = expr(depth + 1);
            String sign = in.next();
            if (sign.equals(")")) {
                return a;
            }
            Expr.Kind kind = kind(sign).orElseThrow(() -> in.error("'" + sign + "'; wanted + - * / % or )"));
            Expr b = expr(depth + 1);
            expect(")");
            return fold(kind, a, b);
        }
        String word = in.next();
        if (word.matches("-?\\d+")) {
            try {
                return Expr.of(Long.parseLong(word));
            } catch (NumberFormatException e) {
                throw in.error("number " + word + " does not fit 64 bits");
            }
        }
        if (!word.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
            throw in.error("'" + word + "'; wanted a size: a number, a symbol or (a + b)");
        }
        Optional<Expr.Kind> kind = kind(word);
        if (kind.isEmpty() || !in.peek().equals("(")) {
            return Expr.sym(word);
        }
        in.next();
        Expr a = expr(depth + 1);
        expect(",");
        Expr b = expr(depth + 1);
        expect(")");
        return fold(kind.get(), a, b);
    }

    private Expr fold(Expr.Kind kind, Expr a, Expr b) {
        try {
            return Expr.bin(kind, a, b);
        } catch (ArithmeticException e) {
            throw in.error("cannot compute " + a + " " + kind.text() + " " + b + ": " + e.getMessage());
        }
    }

    private void expect(String wanted) {
        String found = in.next();
        if (!found.equals(wanted)) {
            throw in.error("'" + found + "'; wanted '" + wanted + "'");
        }
    }

    private static Optional<Expr.Kind> kind(String text) {
        return Arrays.stream(Expr.Kind.values()).filter(k -> k.text().equals(text)).findFirst();
    }
}
