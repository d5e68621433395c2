package intarsia.passes;

import intarsia.dsl.Tile;
import intarsia.ir.type.CodeBook;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The values of a type as small integers of one step. A code of −0 becomes 0: sums of products of integers are the same by either.
 *
 * @param step     a power of two, a normal number of f32
 * @param integers the value of every code, in steps
 * @param type     integers of no greater magnitude than theirs
 */
record IntegerBook(double step, CodeBook integers, IntType type) {
    private static final int MOST_BITS = 8;

    /** Of a type whose codes from 0 on have finite values, multiples of such a step by no more than 127; other types have none. */
    static Optional<IntegerBook> of(DType t) {
        int codes = t.bits() > MOST_BITS ? 0 : (int) IntStream.range(0, 1 << t.bits()).takeWhile(t::isCode).count();
        boolean all = codes > 1 << t.bits() - 1 && IntStream.range(codes, 1 << t.bits()).noneMatch(t::isCode);
        double[] values = all ? IntStream.range(0, codes).mapToDouble(t::decode).toArray() : new double[0];
        double greatest = Arrays.stream(values).map(Math::abs).max().orElse(0);
        return greatest > 0 && Double.isFinite(greatest) && Arrays.stream(values).noneMatch(Double::isNaN) ? of(values, greatest) : Optional.empty();
    }

    private static Optional<IntegerBook> of(double[] values, double greatest) {
        double step = Arrays.stream(values).filter(v -> v != 0).map(IntegerBook::lowestBit).min().orElseThrow();
        if (greatest / step > Byte.MAX_VALUE || step < Float.MIN_NORMAL || step > 0x1p127) {
            return Optional.empty();
        }
        DoubleStream integers = Arrays.stream(values).map(v -> v / step + 0.0); // −0 + 0 is 0
        return Optional.of(new IntegerBook(step, CodeBook.of(integers.toArray()), new IntType(Byte.SIZE, true, (int) (greatest / step))));
    }

    /** The greatest power of two of which a number is a multiple. */
    private static double lowestBit(double v) {
        long fraction = Double.doubleToRawLongBits(v) & (1L << 52) - 1;
        return fraction == 0 ? Math.scalb(1.0, Math.getExponent(v)) : Math.scalb(1.0, Math.getExponent(v) - 52 + Long.numberOfTrailingZeros(fraction));
    }

    /** Codes of the type as integers of so many steps. */
    Tile read(Tile codes) {
        return codes.bits(integers).cast(type);
    }
}
