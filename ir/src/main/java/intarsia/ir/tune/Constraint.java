package intarsia.ir.tune;

import intarsia.ir.Expr;
import intarsia.ir.Symbols;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the values of a point must satisfy together, as {@code where (few * vectors) <= 32}; the symbols of the expressions are tunables. */
public record Constraint(Expr a, Relation relation, Expr b) {
    /** How two numbers compare. */
    public enum Relation {
        LE("<="), LT("<"), GE(">="), GT(">"), EQ("=="), NE("!=");

        private final String text;

        Relation(String text) {
            this.text = text;
        }

        /** The sign in text. */
        public String text() {
            return text;
        }

        /** The relation of that sign. */
        public static Optional<Relation> of(String text) {
            return Arrays.stream(values()).filter(r -> r.text.equals(text)).findFirst();
        }

        boolean holds(long x, long y) {
            return switch (this) {
                case LE -> x <= y;
                case LT -> x < y;
                case GE -> x >= y;
                case GT -> x > y;
                case EQ -> x == y;
                case NE -> x != y;
            };
        }
    }

    /** Whether it holds under these values; where an expression has none, as by a division by zero or an overflow, it does not. */
    public boolean holds(Symbols values) {
        try {
            return relation.holds(a.eval(values), b.eval(values));
        } catch (ArithmeticException e) {
            return false;
        }
    }

    /** The names of the tunables in it, sorted. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(a.symbols());
        names.addAll(b.symbols());
        return names;
    }

    @Override
    public String toString() {
        return "where " + a + " " + relation.text + " " + b;
    }
}
