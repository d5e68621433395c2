package intarsia.ir.layout.memory;

import intarsia.ir.Expr;

/**
 * A digit of a dimension in memory: how many values it takes, and how far a step of it goes.
 *
 * @param extent at least 1; a number, but for the most significant digit of a dimension
 * @param stride bits; 0 where all values share a place, below 0 where memory runs backwards
 */
public record MemoryDigit(Expr extent, Expr stride) {
    public MemoryDigit {
        extent = Polynomial.normal(extent);
        stride = Polynomial.normal(stride);
        if (extent.isConst() && extent.constant() < 1) {
            throw new IllegalArgumentException("a digit of extent " + extent + "; wanted at least 1");
        }
    }

    /** A digit of numbers. */
    public static MemoryDigit of(long extent, long stride) {
        return new MemoryDigit(Expr.of(extent), Expr.of(stride));
    }

    /** The extent of a digit that is not symbolic. */
    long count() {
        return extent.constant();
    }

    /** A step of the digit above it that makes the two one. */
    Expr next() {
        return Polynomial.normal(stride.times(extent));
    }

    @Override
    public String toString() {
        return extent + ":" + stride;
    }
}
