package intarsia.passes.check;

import intarsia.ir.type.DType;
import intarsia.ir.type.FloatType;
import intarsia.ir.type.IntType;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** What random data looks like; integers and code books are any code in all but {@link #SMALL} and {@link #ZERO}. */
public enum Distribution {
    /** Floats from −4 to 4. */
    ORDINARY,
    /** Whole numbers from −4 to 4: short sums and products of them are exact in every float type of 11 bits. */
    SMALL,
    /** Floats from 1/4 to 4. */
    POSITIVE,
    /** Any code of a float: NaN, infinities, −0, subnormals, the largest numbers, and everything between. */
    EXTREME,
    /** Values near 1, and in one channel of the last dimension 10^4, as activations of real models have. */
    CHANNEL,
    /** Nothing but zeros. */
    ZERO;

    /** The word in text. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The code of one element; {@code channel} is its index along the last dimension. */
    long draw(DType type, long channel, RandomGenerator random) {
        if (this == ZERO) {
            return type.encode(0);
        }
        if (type instanceof IntType t) {
            return this == SMALL || t.limit() > 0 ? t.encodeLong(this == SMALL ? random.nextInt(-4, 5) : random.nextLong(t.minLong(), t.maxLong() + 1)) : random.nextLong() & DType.mask(t.bits());
        }
        if (!(type instanceof FloatType t) || t.bits() <= 4) {
            return any(type, random);
        }
        return switch (this) {
            case ORDINARY -> t.encode(random.nextDouble(-4, 4));
            case SMALL -> t.encode(random.nextInt(-4, 5));
            case POSITIVE -> t.encode(random.nextDouble(0.25, 4));
            case EXTREME -> extreme(t, random);
            case CHANNEL -> t.encode(channel == 3 ? 1e4 : 1 + random.nextDouble(-0.5, 0.5));
            case ZERO -> t.encode(0);
        };
    }

    /** A code that means something. */
    private static long any(DType type, RandomGenerator random) {
        long code = random.nextLong() & DType.mask(type.bits());
        while (!type.isCode(code)) {
            code = random.nextLong() & DType.mask(type.bits());
        }
        return code;
    }

    /** One in three is a code at an edge of the type, for a random code of 32 bits is almost never one. */
    private static long extreme(FloatType t, RandomGenerator random) {
        long top = (1L << t.bits() - 1) - 1;
        long infinity = ((1L << t.exponentBits()) - 1) << t.mantissaBits();
        long magnitude = switch (random.nextInt(15)) {
            case 0 -> t.hasNaN() ? t.nanCode() & top : top;
            case 1 -> infinity & top;
            case 2 -> 0;
            case 3 -> 1;
            case 4 -> (1L << t.mantissaBits()) - 1;
            default -> random.nextLong() & top;
        };
        return magnitude | (random.nextBoolean() ? top + 1 : 0);
    }
}
