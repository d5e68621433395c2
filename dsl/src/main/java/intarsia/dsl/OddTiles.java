package intarsia.dsl;

import intarsia.ir.type.DType;

/**
 * Arithmetic of f32 that rounds an inexact result to whichever neighbour has an odd last bit, as the rules of formats do in double: a chain of
 * these, and one rounding to a number of at most 22 bits, rounds once.
 */
final class OddTiles {
    private OddTiles() {
    }

    static Tile add(Tile a, Tile b) {
        Tile sum = a.plus(b);
        return nudged(sum, error(a, b, sum));
    }

    /** What a sum of two lacks, exactly. */
    private static Tile error(Tile a, Tile b, Tile sum) {
        Tile part = sum.minus(a);
        return a.minus(sum.minus(part)).plus(b.minus(part));
    }

    /** The sum of two numbers that are not negative, of which one that a double would round away is left out. */
    static Tile addAsDouble(Tile a, Tile b) {
        Tile sum = a.plus(b);
        Tile error = error(a, b, sum);
        Tile power = sum.bits(DType.I32).and(sum.bits(DType.I32).constant(0x7f800000)).bits(DType.F32);
        Tile below = error.lt(error.constant(0)).and(sum.eq(power)).select(error.constant(2), error.constant(1)); // below a power of two neighbours are half as far
        Mask seen = power.lt(error.abs().times(Math.scalb(1.0, 53)).times(below));
        return nudged(sum, seen.select(error, error.constant(0)));
    }

    static Tile divide(Tile a, Tile b) {
        Tile quotient = a.div(b);
        int[] shape = quotient.type().dims();
        Tile by = b.broadcast(shape);
        Tile error = quotient.neg().fma(by, a);
        return nudged(quotient, by.lt(by.constant(0)).select(error.neg(), error));
    }

    /** Times a power of two, by which times {@code undo} gives 1. */
    static Tile scale(Tile a, Tile by, Tile undo) {
        Tile product = a.times(by);
        return nudged(product, a.minus(product.times(undo)));
    }

    /** {@code nearest} where {@code error}, the exact result less it, is 0; otherwise the odd one of the two around the result. */
    private static Tile nudged(Tile nearest, Tile error) {
        Tile bits = nearest.bits(DType.I32);
        Tile zero = bits.constant(0);
        Tile outward = error.lt(error.constant(0)).tile().xor(bits.lt(zero).tile());
        Tile odd = outward.cast(DType.I32).eq(zero).select(bits.or(bits.constant(1)), bits.minus(bits.and(bits.constant(1)).xor(bits.constant(1))));
        return error.eq(error.constant(0)).select(bits, odd).bits(DType.F32);
    }
}
