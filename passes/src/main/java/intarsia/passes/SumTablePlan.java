package intarsia.passes;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * How tables of sums take the terms of a product: as many adjacent codes an index as make the fewest ops. A table fills a vector, over and over, so that an index may have anything
 * above its codes; or two tables share one, so that the operands of both come by one access: then an index says which. That pays where few sums share what a table is made of.
 *
 * @param width   bits of a code
 * @param values  the integer that a code means
 * @param columns codes of an index
 * @param each    tables of a vector: 1 or 2
 */
record SumTablePlan(int width, IntUnaryOperator values, int columns, int each) {
    private static final int HALF = 16;
    /** Ops of a product and its sum: to take the code, which are two, to multiply, to add. */
    private static final double PRODUCT = 4;
    /** Of what it multiplies: to read it into all halves. */
    private static final double OPERAND = 2;
    /** Ops of a look-up: to take the index, to look up, to add. */
    private static final double LOOKUP = 4;
    /** The same where the index says which table, by constants that C2 reads anew each time: so measured, on Zen 4. */
    private static final double LOOKUP_OF_TWO = 6.5;

    /** Entries of a table. */
    int entries() {
        return 1 << width * columns;
    }

    /** What the code at a place of an index means. */
    int value(int index, int place) {
        return values.applyAsInt(index >> place * width & (1 << width) - 1);
    }

    /**
     * The plan of the fewest ops, where that is fewer than of products.
     *
     * @param halves  of a vector
     * @param vectors of sums
     * @param fits    whether so many codes can be an index
     */
    static Optional<SumTablePlan> of(int width, IntUnaryOperator values, int halves, int vectors, IntPredicate fits) {
        return IntStream.rangeClosed(2, Integer.numberOfTrailingZeros(halves) / width).filter(fits).boxed().flatMap(c -> IntStream.of(1, 2).mapToObj(e -> new SumTablePlan(width, values, c, e)))
                .filter(p -> p.each * p.entries() <= halves).min(Comparator.comparingDouble(p -> p.ops(vectors))).filter(p -> p.ops(vectors) < PRODUCT * vectors + OPERAND);
    }

    /** Codes of an index where panels of codes of some bits, of so many vectors of sums, make two tables share a vector; 0 where they do not. */
    static int columns(int width, int halves, int vectors) {
        return of(width, IntUnaryOperator.identity(), halves, vectors, c -> HALF / width % c == 0).filter(p -> p.each() == 2).map(SumTablePlan::columns).orElse(0);
    }

    /** Ops a term. */
    private double ops(int vectors) {
        double made = each == 1 ? OPERAND * columns : columns;
        return (each == 1 ? LOOKUP : LOOKUP_OF_TWO) * vectors / columns + (made + 2 * columns - 1) / (columns * each);
    }
}
