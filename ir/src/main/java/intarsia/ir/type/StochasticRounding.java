package intarsia.ir.type;

import java.math.BigDecimal;

/**
 * Rounding to one of the two neighbours at random, the nearer one more often: the mean of many is the value itself. Where
 * the random words come from is the caller's choice; {@link Philox} gives one for each element of a tensor.
 */
public final class StochasticRounding {
    private static final BigDecimal WORDS = new BigDecimal(1L << 32);

    private StochasticRounding() {
    }

    /**
     * The code of a or b, the neighbours around {@code value}: of b, the upper, where
     * {@code random < (value − a) / (b − a) · 2^32} exactly. A value that the type holds is that; at and beyond the ends
     * nothing is random, and {@code overflow} decides; a posit that is not 0 does not become 0.
     *
     * @param random an unsigned word
     * @throws ArithmeticException where the policy says so
     */
    public static long encode(DType type, double value, Overflow overflow, int random) {
        if (!(value > type.minFinite() && value < type.maxFinite())) {
            return type.encode(value, overflow);
        }
        long nearest = type.encode(value, Overflow.SATURATE);
        double at = type.decode(nearest);
        long other = type.neighbour(nearest, at < value);
        if (at == value || (type instanceof PositType && other == 0)) {
            return nearest;
        }
        BigDecimal a = new BigDecimal(at < value ? at : type.decode(other));
        BigDecimal b = new BigDecimal(at < value ? type.decode(other) : at);
        BigDecimal chance = new BigDecimal(value).subtract(a).multiply(WORDS);
        boolean upper = new BigDecimal(Integer.toUnsignedLong(random)).multiply(b.subtract(a)).compareTo(chance) < 0;
        return upper == at < value ? other : nearest;
    }
}
