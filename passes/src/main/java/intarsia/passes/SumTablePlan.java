package intarsia.passes;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * How tables of sums take the terms of a product: as many adjacent codes an index as make the fewest ops. Two tables share a vector where they fit, so that the operands of both
 * come by one access.
 *
 * @param width   bits of a code
 * @param values  the integer that a code means
 * @param columns codes of an index
 * @param halves  of a vector
 */
record SumTablePlan(int width, IntUnaryOperator values, int columns, int halves) {
    private static final int HALF = 16;
    private static final int USUAL_VECTORS = 2;
    /** Ops of a product and its sum: to take the code, to multiply, to add. */
    private static final int PRODUCT = 4;
    /** Ops of a look-up: to take the index, to say which table, to look up, to add. */
    private static final int LOOKUP = 5;

    /** Entries of a table. */
    int entries() {
        return 1 << width * columns;
    }

    /** Tables of a vector: two, or one that fills it. */
    int each() {
        return Math.min(2, halves / entries());
    }

    /** What the code at a place of an index means. */
    int value(int index, int place) {
        return values.applyAsInt(index >> place * width & (1 << width) - 1);
    }

    /**
     * The plan of the fewest ops, where that is fewer than of products.
     *
     * @param vectors of sums
     * @param fits    whether so many codes can be an index
     */
    static Optional<SumTablePlan> of(int width, IntUnaryOperator values, int halves, int vectors, IntPredicate fits) {
        return IntStream.rangeClosed(2, Integer.numberOfTrailingZeros(halves) / width).filter(fits).mapToObj(c -> new SumTablePlan(width, values, c, halves))
                .min(Comparator.comparingDouble(p -> p.ops(vectors))).filter(p -> p.ops(vectors) < PRODUCT * vectors);
    }

    /** Codes of an index where panels of codes of some bits make two tables share a vector; 0 where they do not. */
    static int columns(int width, int halves) {
        return of(width, IntUnaryOperator.identity(), halves, USUAL_VECTORS, c -> HALF / width % c == 0).filter(p -> p.each() == 2).map(SumTablePlan::columns).orElse(0);
    }

    /** Ops a term. */
    private double ops(int vectors) {
        return (double) LOOKUP * vectors / columns + (3.0 * columns - 1) / (columns * each());
    }
}
