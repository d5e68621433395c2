package intarsia.cli.layout;

import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Layout;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Layouts written as expressions of the algebra.
 *
 * <pre>{@code
 * expression = operand { ("*" | "/" | "\") operand }           from left to right; B \ C is the A with B * A = C
 * operand    = first { "." method "(" arguments ")" }
 * first      = "(" expression ")" | text form of a layout | constructor "(" arguments ")" | fragment
 * fragment   = the name of a dot atom, or a beginning of it, then ".a", ".b" or ".c": m16n8k16.a
 * }</pre>
 *
 * <p>{@link Constructors#KNOWN} and {@link #METHODS} list what there is.
 */
public final class Expression {
    /** The operations written behind an operand. */
    static final List<String> METHODS = List.of("permute(1,0)", "reshape(4,4)", "reduce(0)", "concat(EXPR)", "bits(4)", "slice(dim,from,extent)",
        "squeeze(0)", "unsqueeze(0)", "operand(1,8)");
    private static final int DEEPEST = 64;
    private static final int MOST_DRAWN = 1024;

    private final Source source;
    private int depth;

    private Expression(String text) {
        source = new Source(text);
    }

    /**
     * The layout that an expression is.
     *
     * @throws IllegalArgumentException with the column, what was wanted there and what would work; where an operation has no answer, with the reason
     *     and its layouts drawn
     */
    public static Layout parse(String text) {
        Expression e = new Expression(text);
        Layout layout = e.products();
        if (e.source.peek() != 0) throw e.source.error(e.source.at(), "wanted an operator * / \\, a method as .permute(1,0), or the end");
        return layout;
    }

    private Layout products() {
        if (++depth > DEEPEST) throw source.error(source.at(), "nested deeper than " + DEEPEST);
        Layout left = operand();
        while (true) {
            int at = source.at();
            Layout outer = left;
            if (source.accept('*')) {
                left = product(at, outer, operand());
            } else if (source.accept('/')) {
                Layout inner = operand();
                left = quotient(at, outer, inner, () -> outer.over(inner));
            } else if (source.accept('\\')) {
                Layout whole = operand();
                left = quotient(at, whole, outer, () -> whole.under(outer));
            } else {
                depth--;
                return left;
            }
        }
    }

    private Layout product(int at, Layout outer, Layout inner) {
        return done(at, outer, () -> new Attempt.Done(outer.times(inner)));
    }

    private Layout quotient(int at, Layout whole, Layout part, Supplier<Attempt> operation) {
        return switch (attempt(at, operation)) {
            case Attempt.Done(Layout l) -> l;
            case Attempt.Refused r -> throw source.error(at, r.reason(), "\nC = " + drawn(whole) + "B = " + drawn(part));
        };
    }

    private Layout operand() {
        Layout l = first();
        while (source.accept('.')) {
            int at = source.at();
            l = method(at, source.word(), l);
        }
        return l;
    }

    private Layout first() {
        int at = source.at();
        if (source.accept('(')) {
            Layout inside = products();
            source.expect(')', "after the expression in parentheses, or an operator");
            return inside;
        }
        if (source.peek() == '[') {
            String literal = source.literal();
            return done(at, () -> new Attempt.Done(Layout.parse(literal)));
        }
        String name = source.word();
        if (source.accept('(')) return done(at, () -> Constructors.read(source, at, name));
        if (name.isEmpty()) throw source.error(at, "wanted a layout: '(', [16x8] lane[…] v[…], a constructor (" + String.join(", ", Constructors.KNOWN) + "), or a fragment as m16n8k16.a");
        source.back(at);
        return Fragment.read(source);
    }

    private Layout method(int at, String name, Layout l) {
        source.expect('(', "after the name of a method; known: " + String.join(", ", METHODS));
        return switch (name) {
            case "permute" -> applied(at, l, n -> new Attempt.Done(l.permute(n)));
            case "reshape" -> applied(at, l, l::reshape);
            case "operand" -> applied(at, l, n -> new Attempt.Done(l.operand(n)));
            case "reduce" -> applied(at, l, n -> new Attempt.Done(l.reduce(only(at, n))));
            case "squeeze" -> applied(at, l, n -> new Attempt.Done(l.squeeze(only(at, n))));
            case "unsqueeze" -> applied(at, l, n -> new Attempt.Done(l.unsqueeze(only(at, n))));
            case "bits" -> applied(at, l, n -> new Attempt.Done(l.bits(only(at, n))));
            case "slice" -> applied(at, l, n -> l.slice(count(at, n, 3)[0], n[1], n[2]));
            case "concat" -> {
                Layout inner = products();
                source.expect(')', "after the layout to concatenate");
                yield done(at, l, () -> new Attempt.Done(l.concat(inner)));
            }
            default -> throw source.error(at, "no method '" + name + "'; known: " + String.join(", ", METHODS));
        };
    }

    private int only(int at, int[] numbers) {
        return count(at, numbers, 1)[0];
    }

    private int[] count(int at, int[] numbers, int wanted) {
        if (numbers.length != wanted) throw source.error(at, numbers.length + " numbers, wanted " + wanted + "; methods are " + String.join(", ", METHODS));
        return numbers;
    }

    private Layout applied(int at, Layout of, Function<int[], Attempt> operation) {
        int[] numbers = source.numbers();
        source.expect(')', "after the numbers, which commas separate");
        return done(at, of, () -> operation.apply(numbers));
    }

    private Layout done(int at, Layout of, Supplier<Attempt> operation) {
        return switch (attempt(at, operation)) {
            case Attempt.Done(Layout l) -> l;
            case Attempt.Refused r -> throw source.error(at, r.reason(), "\n" + drawn(of));
        };
    }

    private Layout done(int at, Supplier<Attempt> operation) {
        return switch (attempt(at, operation)) {
            case Attempt.Done(Layout l) -> l;
            case Attempt.Refused r -> throw source.error(at, r.reason());
        };
    }

    /** What an operation answers; what it throws names the place in the expression, once. */
    private Attempt attempt(int at, Supplier<Attempt> operation) {
        try {
            return operation.get();
        } catch (Source.Misread e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw source.error(at, String.valueOf(e.getMessage()));
        }
    }

    private static String drawn(Layout l) {
        return l.elements() <= MOST_DRAWN ? l.render() : l + "\n";
    }
}
