package intarsia.dsl;

import intarsia.ir.Expr;

/** A size: a number, a symbol, or an expression of them. Known when a kernel is built or launched, not inside it. */
public record Size(Expr expr) {
    public static Size of(long n) {
        return new Size(Expr.of(n));
    }

    public Size plus(long n) {
        return new Size(expr.plus(n));
    }

    public Size times(long n) {
        return new Size(expr.times(n));
    }

    public Size times(Size n) {
        return new Size(expr.times(n.expr));
    }

    public Size div(long n) {
        return new Size(expr.div(n));
    }

    /** Rounded up. */
    public Size ceilDiv(long n) {
        return new Size(expr.ceilDiv(n));
    }
}
