package intarsia.ir.layout.memory;

import intarsia.ir.Expr;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An expression as a sum of products with whole coefficients, so that equal sums are equal: {@code 4n·8} is {@code 32n}. Quotients,
 * remainders, minima and maxima are atoms, after what divides evenly was taken out of them.
 *
 * @param terms coefficient, not 0, of each product of atoms; the number stands at {@link Expr.Const#ONE}
 */
record Polynomial(SortedMap<Expr, Long> terms) {
    /** The number is compared with itself most often. */
    static final Comparator<Expr> BY_TEXT = (a, b) -> a == b ? 0 : a.toString().compareTo(b.toString());
    static final Polynomial ZERO = new Polynomial(new TreeMap<>(BY_TEXT));

    Polynomial {
        terms = Collections.unmodifiableSortedMap(terms);
    }

    static Polynomial of(long n) {
        return single(Expr.Const.ONE, n);
    }

    private static Polynomial single(Expr monomial, long coefficient) {
        return ZERO.plus(monomial, coefficient);
    }

    static Polynomial of(Expr e) {
        return switch (e) {
            case Expr.Const(long n) -> of(n);
            case Expr.Sym s -> single(s, 1);
            case Expr.Bin(Expr.Kind kind, Expr a, Expr b) -> of(kind, of(a), of(b));
        };
    }

    private static Polynomial of(Expr.Kind kind, Polynomial a, Polynomial b) {
        return switch (kind) {
            case ADD -> a.plus(b);
            case SUB -> a.plus(b.times(-1));
            case MUL -> a.times(b);
            case DIV, MOD, CEILDIV -> b.isConstant() && b.constant() > 0 ? divided(kind, a, b.constant()) : atom(kind, a, b);
            case MIN, MAX -> a.equals(b) ? a : atom(kind, a, b);
        };
    }

    /** Terms that the number divides leave the quotient whole, and the remainder. */
    private static Polynomial divided(Expr.Kind kind, Polynomial a, long n) {
        Polynomial whole = ZERO;
        Polynomial rest = ZERO;
        for (var t : a.terms.entrySet()) {
            if (t.getValue() % n == 0) {
                whole = whole.plus(t.getKey(), t.getValue() / n);
            } else {
                rest = rest.plus(t.getKey(), t.getValue());
            }
        }
        Polynomial part = atom(kind, rest, of(n));
        return kind == Expr.Kind.MOD ? part : whole.plus(part);
    }

    private static Polynomial atom(Expr.Kind kind, Polynomial a, Polynomial b) {
        Expr e = Expr.bin(kind, a.expr(), b.expr());
        return e instanceof Expr.Bin ? single(e, 1) : of(e);
    }

    /** The factors of a product of atoms. */
    static List<Expr> atoms(Expr monomial) {
        if (monomial.equals(Expr.Const.ONE)) {
            return List.of();
        }
        List<Expr> all = new ArrayList<>();
        Expr rest = monomial;
        while (rest instanceof Expr.Bin(Expr.Kind kind, Expr a, Expr b) && kind == Expr.Kind.MUL) {
            all.add(b);
            rest = a;
        }
        all.add(rest);
        return all.reversed();
    }

    private Polynomial plus(Expr monomial, long coefficient) {
        SortedMap<Expr, Long> sum = new TreeMap<>(terms);
        add(sum, monomial, coefficient);
        return new Polynomial(sum);
    }

    private static void add(SortedMap<Expr, Long> sum, Expr monomial, long coefficient) {
        long now = Math.addExact(sum.getOrDefault(monomial, 0L), coefficient);
        if (now == 0) {
            sum.remove(monomial);
        } else {
            sum.put(monomial, now);
        }
    }

    Polynomial plus(Polynomial b) {
        SortedMap<Expr, Long> sum = new TreeMap<>(terms);
        b.terms.forEach((m, c) -> add(sum, m, c));
        return new Polynomial(sum);
    }

    Polynomial times(long n) {
        SortedMap<Expr, Long> product = new TreeMap<>(BY_TEXT);
        terms.forEach((m, c) -> add(product, m, Math.multiplyExact(c, n)));
        return new Polynomial(product);
    }

    Polynomial times(Polynomial b) {
        SortedMap<Expr, Long> product = new TreeMap<>(BY_TEXT);
        terms.forEach((m, c) -> b.terms.forEach((n, d) -> add(product, product(m, n), Math.multiplyExact(c, d))));
        return new Polynomial(product);
    }

    private static Expr product(Expr m, Expr n) {
        List<Expr> all = new ArrayList<>(atoms(m));
        all.addAll(atoms(n));
        all.sort(BY_TEXT);
        return all.stream().reduce(Expr.Const.ONE, Expr::times);
    }

    /** The quotient, where the number divides every coefficient. */
    Optional<Polynomial> dividedBy(long n) {
        if (terms.values().stream().anyMatch(c -> c % n != 0)) {
            return Optional.empty();
        }
        SortedMap<Expr, Long> quotient = new TreeMap<>(BY_TEXT);
        terms.forEach((m, c) -> quotient.put(m, c / n));
        return Optional.of(new Polynomial(quotient));
    }

    boolean isConstant() {
        return terms.isEmpty() || terms.size() == 1 && terms.firstKey().equals(Expr.Const.ONE);
    }

    /** The term without symbols. */
    long constant() {
        return terms.getOrDefault(Expr.Const.ONE, 0L);
    }

    /** The same sum, however it was written before. */
    Expr expr() {
        return terms.entrySet().stream().map(t -> t.getKey().times(t.getValue())).reduce(Expr::plus).orElse(Expr.Const.ZERO);
    }

    static Expr normal(Expr e) {
        return of(e).expr();
    }
}
