package intarsia.passes;

import intarsia.ir.Divisors;
import intarsia.ir.Expr;

/** {@code factor · rest}: an expression with the number that is known to divide it taken out. */
record Factored(long factor, Expr rest) {
    static Factored of(Expr e) {
        return switch (e) {
            case Expr.Const(long n) -> new Factored(n, Expr.Const.ONE);
            case Expr.Sym s -> new Factored(1, s);
            case Expr.Bin(Expr.Kind kind, Expr a, Expr b) -> of(e, kind, of(a), of(b));
        };
    }

    private static Factored of(Expr whole, Expr.Kind kind, Factored a, Factored b) {
        return switch (kind) {
            case MUL -> new Factored(Math.multiplyExact(a.factor, b.factor), a.rest.times(b.rest));
            case DIV, CEILDIV -> b.rest.isConst() && a.factor % b.factor == 0 ? new Factored(a.factor / b.factor, a.rest) : new Factored(1, whole);
            case ADD, SUB -> {
                long common = Divisors.gcd(a.factor, b.factor);
                if (common == 0) {
                    yield new Factored(1, whole);
                }
                Expr x = a.rest.times(a.factor / common);
                Expr y = b.rest.times(b.factor / common);
                yield new Factored(common, kind == Expr.Kind.ADD ? x.plus(y) : x.minus(y));
            }
            case MOD, MIN, MAX -> new Factored(1, whole);
        };
    }
}
