package intarsia.ir.layout.memory;

import intarsia.ir.Expr;
import intarsia.ir.Symbol;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of the values of symbols, by name; of others nothing.
 *
 * @param known by symbol
 */
public record Facts(Map<String, Congruence> known) {
    /** Nothing is known. */
    public static final Facts NONE = new Facts(Map.of());

    public Facts {
        known = Map.copyOf(known);
    }

    /** What the declarations of symbols say. */
    public static Facts of(Collection<Symbol> symbols) {
        Map<String, Congruence> known = new TreeMap<>();
        symbols.forEach(s -> known.put(s.name(), s.min() == s.max() ? Congruence.exactly(s.min()) : Congruence.multipleOf(s.divisor())));
        return new Facts(known);
    }

    /** These facts, and that a number divides a symbol. */
    public Facts divides(long divisor, String symbol) {
        return with(symbol, Congruence.multipleOf(divisor));
    }

    /** These facts, with another of a symbol in place of what was known. */
    public Facts with(String symbol, Congruence fact) {
        Map<String, Congruence> all = new TreeMap<>(known);
        all.put(symbol, fact);
        return new Facts(all);
    }

    /** What is known of the value of an expression. */
    public Congruence of(Expr e) {
        return of(Polynomial.of(e));
    }

    Congruence of(Polynomial p) {
        Congruence sum = Congruence.exactly(0);
        for (var term : p.terms().entrySet()) {
            Congruence product = Congruence.exactly(term.getValue());
            for (Expr atom : Polynomial.atoms(term.getKey())) {
                product = product.times(atom(atom));
            }
            sum = sum.plus(product);
        }
        return sum;
    }

    private Congruence atom(Expr atom) {
        return switch (atom) {
            case Expr.Const(long n) -> Congruence.exactly(n);
            case Expr.Sym(String name) -> known.getOrDefault(name, Congruence.ANY);
            case Expr.Bin(Expr.Kind kind, Expr a, Expr b) -> switch (kind) {
                case ADD -> of(a).plus(of(b));
                case SUB -> of(a).plus(of(b).times(Congruence.exactly(-1)));
                case MUL -> of(a).times(of(b));
                case DIV -> b.isConst() ? of(a).floorDiv(b.constant()) : Congruence.ANY;
                case CEILDIV -> b.isConst() ? of(a).ceilDiv(b.constant()) : Congruence.ANY;
                case MOD -> b.isConst() ? of(a).floorMod(b.constant()) : of(a).plus(Congruence.multipleOf(of(b).divisor()));
                case MIN, MAX -> of(a).or(of(b));
            };
        };
    }
}
