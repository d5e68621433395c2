package intarsia.ir.text;

import intarsia.ir.Expr;
import intarsia.ir.tune.Constraint;
import intarsia.ir.tune.Tunable;
import intarsia.ir.tune.TuningSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads tunables and what must hold of them: {@code tunable few in {2, 4, 8} default 4 "terms at a time"}, {@code where few * vectors <= 32}. */
public final class SpaceParser {
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int MOST_LINES = 256;

    private final Lexer in;

    /** At a line of a text. */
    SpaceParser(Lexer in) {
        this.in = in;
    }

    /**
     * Reads what {@link TuningSpace#toString} writes.
     *
     * @throws TextException where it is something else, with the place
     */
    public static TuningSpace parse(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("a space of " + text.length() + " characters; wanted at most " + MOST_CHARACTERS);
        }
        SpaceParser p = new SpaceParser(new Lexer(text));
        List<Tunable> tunables = new ArrayList<>();
        List<Constraint> constraints = new ArrayList<>();
        while (!p.in.peek().isEmpty()) {
            if (tunables.size() + constraints.size() == MOST_LINES) {
                throw p.in.error("more than " + MOST_LINES + " tunables and constraints");
            }
            switch (p.in.peek()) {
                case "tunable" -> tunables.add(p.tunable());
                case "where" -> constraints.add(p.constraint());
                default -> throw p.in.error("'" + p.in.peek() + "'; wanted 'tunable' or 'where'");
            }
        }
        try {
            return new TuningSpace(tunables, constraints);
        } catch (IllegalArgumentException e) {
            throw p.in.error(String.valueOf(e.getMessage()));
        }
    }

    Tunable tunable() {
        expect("tunable");
        int from = in.start();
        String name = in.next();
        expect("in");
        expect("{");
        List<Integer> values = new ArrayList<>(List.of(number()));
        while (in.peek().equals(",")) {
            in.next();
            values.add(number());
        }
        expect("}");
        boolean marked = in.peek().equals("default");
        if (marked) {
            in.next();
        }
        int initial = marked ? number() : values.getFirst();
        String meaning = in.peek().startsWith("\"") ? meaning() : "";
        try {
            return new Tunable(name, values, initial, meaning);
        } catch (IllegalArgumentException e) {
            throw in.error(from, String.valueOf(e.getMessage()));
        }
    }

    private String meaning() {
        String word = in.next();
        if (word.length() < 2 || !word.endsWith("\"")) {
            throw in.errorBefore("'" + word + "'; wanted a string in quotes");
        }
        return word.substring(1, word.length() - 1);
    }

    Constraint constraint() {
        expect("where");
        Expr a = side();
        String found = in.next();
        Constraint.Relation r = Constraint.Relation.of(found)
                .orElseThrow(() -> in.errorBefore("'" + found + "'; wanted one of " + Arrays.stream(Constraint.Relation.values()).map(Constraint.Relation::text).toList()));
        return new Constraint(a, r, side());
    }

    /** An expression, whose outermost operation may stand without brackets. */
    private Expr side() {
        Expr a = new ExprParser(in).expr(0);
        Optional<Expr.Kind> kind = Arrays.stream(Expr.Kind.values()).filter(k -> k.text().equals(in.peek()) && k.text().length() == 1).findFirst();
        if (kind.isEmpty()) {
            return a;
        }
        in.next();
        Expr b = new ExprParser(in).expr(0);
        try {
            return Expr.bin(kind.get(), a, b);
        } catch (ArithmeticException e) {
            throw in.errorBefore("cannot compute " + a + " " + kind.get().text() + " " + b + ": " + e.getMessage());
        }
    }

    private int number() {
        String word = in.next();
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException _) {
            throw in.errorBefore("'" + word + "'; wanted a number of 32 bits");
        }
    }

    private void expect(String wanted) {
        if (!in.peek().equals(wanted)) {
            throw in.error("'" + in.peek() + "'; wanted '" + wanted + "'");
        }
        in.next();
    }
}
