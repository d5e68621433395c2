package intarsia.ir.type;

import java.util.List;

/**
 * Binary floating point of any exponent and mantissa width: minifloats of 3 to 8 bits ({@code f4e2m1}, {@code f8e4m3fn}),
 * {@code f16 bf16 tf32 f32 f64}, the unsigned scale types {@code e8m0 ueXmY} and the powers of two {@code shiftB}.
 *
 * <p>A code is {@code sign | exponent | mantissa}, the mantissa lowest. Sources: IEEE 754-2019 for the layout and rounding,
 * OCP 8-bit floating point 1.0 for {@code fn}, the names of ml_dtypes for {@code fnuz}, OCP MX 1.0 for {@code e8m0}.
 *
 * @param exponentBits X of {@code eXmY}
 * @param mantissaBits Y of {@code eXmY}, without the hidden bit
 * @param signed whether the top bit is a sign
 * @param specials which codes are not plain numbers, and with that the bias
 */
public record FloatType(int exponentBits, int mantissaBits, boolean signed, Specials specials) implements DType {
    /** Which codes are not plain numbers. */
    public enum Specials {
        /** None: every code is a number. */
        FINITE(""),
        /** The highest exponent is infinity (mantissa 0) or NaN. */
        IEEE(""),
        /** All ones is NaN, the rest are numbers. */
        FN("fn"),
        /** The code of −0 is NaN, the rest are numbers, and the bias is one higher. */
        FNUZ("fnuz"),
        /** Code c is 2^(c − bias), so there is no zero; all ones is NaN. */
        SCALE(""),
        /** Magnitude c is 2^c, so there is no zero and the bias is 0; every code is a number. */
        SHIFT("");

        private final String suffix;

        Specials(String suffix) {
            this.suffix = suffix;
        }
    }

    /** The types whose names do not say their widths. */
    record Wide(String name, int exponentBits, int mantissaBits) {
        static final List<Wide> ALL = List.of(
            new Wide("f16", 5, 10), new Wide("bf16", 8, 7), new Wide("tf32", 8, 10),
            new Wide("f32", 8, 23), new Wide("f64", 11, 52));
    }

    public FloatType {
        int magnitude = exponentBits + mantissaBits;
        boolean legal = exponentBits >= 1 && mantissaBits >= 0 && switch (specials) {
            case FINITE -> signed && magnitude >= 2 && magnitude <= 6;
            case IEEE -> signed && (magnitude == 7 || isWide(exponentBits, mantissaBits));
            case FN -> magnitude == 7 || (!signed && magnitude == 8 && mantissaBits > 0);
            case FNUZ -> signed && magnitude == 7;
            case SCALE -> !signed && exponentBits == 8 && mantissaBits == 0;
            case SHIFT -> signed && mantissaBits == 0 && exponentBits <= 7;
        };
        if (!legal) {
            throw new IllegalArgumentException("no " + (signed ? "signed" : "unsigned") + " float has " + exponentBits
                + " exponent bits, " + mantissaBits + " mantissa bits and specials " + specials
                + "; signed: f3 to f7 FINITE, f8 IEEE, FN or FNUZ, f16 bf16 tf32 f32 f64 IEEE, shift SHIFT;"
                + " unsigned: ueXmY with X + Y = 7 or 8 FN, e8m0 SCALE");
        }
    }

    /** A signed type with infinities and NaNs as IEEE 754 has them. */
    public static FloatType ieee(int exponentBits, int mantissaBits) {
        return new FloatType(exponentBits, mantissaBits, true, Specials.IEEE);
    }

    /** Scale types fill a byte even where their top bit is unused. */
    @Override
    public int bits() {
        return signed ? 1 + exponentBits + mantissaBits : 8;
    }

    /** What is subtracted from the exponent field: 2^(X−1) − 1, one more for {@code fnuz}, 0 for {@code shiftB}. */
    public int bias() {
        return specials == Specials.SHIFT ? 0 : (1 << (exponentBits - 1)) - 1 + (specials == Specials.FNUZ ? 1 : 0);
    }

    /** Whether a code means infinity. */
    public boolean hasInfinity() {
        return specials == Specials.IEEE;
    }

    /** Whether a code means NaN. */
    public boolean hasNaN() {
        return switch (specials) {
            case FINITE, SHIFT -> false;
            case IEEE -> mantissaBits > 0;
            case FN, FNUZ, SCALE -> true;
        };
    }

    /** The code NaN is encoded as: quiet and positive where there is a choice. Only where {@link #hasNaN()}. */
    public long nanCode() {
        if (!hasNaN()) {
            throw new ArithmeticException(this + " has no code for NaN");
        }
        return switch (specials) {
            case IEEE -> infinityMagnitude() | 1L << (mantissaBits - 1);
            case FNUZ -> signBit();
            case FN, SCALE, FINITE, SHIFT -> allOnes();
        };
    }

    @Override
    public double decode(long code) {
        long magnitude = code & allOnes();
        boolean negative = signed && (code & signBit()) != 0;
        double value;
        if (magnitude > maxMagnitude()) {
            value = hasInfinity() && magnitude == infinityMagnitude() ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (specials == Specials.FNUZ && negative && magnitude == 0) {
            value = Double.NaN;
        } else {
            value = decodeMagnitude(magnitude);
        }
        return negative ? -value : value;
    }

    @Override
    public long encode(double value) {
        return encode(value, defaultOverflow());
    }

    @Override
    public long encode(double value, Overflow overflow) {
        if (Double.isNaN(value)) {
            return encodeNaN(overflow);
        }
        long magnitude = Double.isInfinite(value) ? Long.MAX_VALUE : roundMagnitude(Math.abs(value));
        if (!signed && value < 0) {
            if (magnitude != 0 && overflow == Overflow.ERROR) {
                throw outside(value);
            }
            return 0;
        }
        if (magnitude > maxMagnitude()) {
            if (hasInfinity() && (Double.isInfinite(value) || overflow == Overflow.INFINITY)) {
                magnitude = infinityMagnitude();
            } else if (overflow == Overflow.SATURATE) {
                magnitude = maxMagnitude();
            } else if (overflow == Overflow.INFINITY && hasNaN()) {
                return nanCode();
            } else {
                throw outside(value);
            }
        }
        return isNegativeCode(value, magnitude) ? magnitude | signBit() : magnitude;
    }

    private boolean isNegativeCode(double value, long magnitude) {
        return signed && switch (specials) {
            case FINITE, IEEE, FN -> Math.copySign(1.0, value) < 0;
            case FNUZ -> value < 0 && magnitude != 0;
            case SCALE, SHIFT -> value < 0;
        };
    }

    private long encodeNaN(Overflow overflow) {
        if (hasNaN()) {
            return nanCode();
        }
        if (overflow == Overflow.ERROR) {
            throw outside(Double.NaN);
        }
        return 0;
    }

    /**
     * Exponent and mantissa fields of a finite value, rounded once; beyond {@link #maxMagnitude()} it has overflowed. As
     * neighbouring magnitudes are neighbouring integers, a carry out of the mantissa needs no case of its own.
     */
    private long roundMagnitude(double value) {
        if (value == 0) {
            return 0;
        }
        long raw = Double.doubleToRawLongBits(value);
        int field = (int) (raw >>> 52);
        long significand = field == 0 ? raw : (raw & DType.mask(52)) | (1L << 52);
        int unit = Math.max(field, 1) - 1075; // value = significand · 2^unit
        int exponent = unit + 63 - Long.numberOfLeadingZeros(significand);
        int least = minExponent();
        int quantum = Math.max(exponent, least); // subnormals share the least exponent: shift first, then round
        int drop = quantum - mantissaBits - unit;
        long first = ((long) (quantum - least) << mantissaBits) - (hasZero() ? 0 : 1);
        if (drop <= 0) {
            return Math.max(0, first + (significand << -drop));
        }
        if (drop > 53) { // less than half of the quantum: significand < 2^53
            return Math.max(0, first);
        }
        long below = first + (significand >>> drop);
        int side = Long.compare(significand & DType.mask(drop), 1L << (drop - 1));
        return Math.max(0, side > 0 || (side == 0 && (below & 1) != 0) ? below + 1 : below);
    }

    private double decodeMagnitude(long magnitude) {
        int field = (int) (magnitude >>> mantissaBits);
        long fraction = magnitude & DType.mask(mantissaBits);
        if (field == 0 && hasZero()) {
            return Math.scalb((double) fraction, minExponent() - mantissaBits);
        }
        return Math.scalb((double) (fraction | 1L << mantissaBits), field - bias() - mantissaBits);
    }

    private boolean hasZero() {
        return specials != Specials.SCALE && specials != Specials.SHIFT;
    }

    /** The exponent of the least normal value. */
    private int minExponent() {
        return (hasZero() ? 1 : 0) - bias();
    }

    private long signBit() {
        return 1L << (exponentBits + mantissaBits);
    }

    private long allOnes() {
        return DType.mask(exponentBits + mantissaBits);
    }

    private long infinityMagnitude() {
        return DType.mask(exponentBits) << mantissaBits;
    }

    private long maxMagnitude() {
        return switch (specials) {
            case FINITE, FNUZ, SHIFT -> allOnes();
            case IEEE -> infinityMagnitude() - 1;
            case FN, SCALE -> allOnes() - 1;
        };
    }

    private ArithmeticException outside(double value) {
        return new ArithmeticException(this + " holds " + minFinite() + " to " + maxFinite() + ", found " + value);
    }

    @Override
    public Overflow defaultOverflow() {
        return bits() > 8 ? Overflow.INFINITY : Overflow.SATURATE;
    }

    @Override
    public boolean isCode(long code) {
        return (code & ~DType.mask(signed ? bits() : exponentBits + mantissaBits)) == 0;
    }

    @Override
    public boolean isCanonical(long code) {
        return isCode(code) && (!Double.isNaN(decode(code)) || code == nanCode());
    }

    @Override
    public long neighbour(long code, boolean up) {
        long here = code & (signBit() | allOnes());
        long magnitude = here & allOnes();
        boolean negative = signed && magnitude != here;
        if (up != negative) {
            return magnitude == maxMagnitude() ? here : here + 1;
        }
        if (magnitude > 0) {
            return specials == Specials.FNUZ && here == (signBit() | 1) ? 0 : here - 1;
        }
        long across = (negative ? 0 : signBit()) + (hasZero() ? 1 : 0);
        return signed ? across : here;
    }

    @Override
    public boolean isFloat() {
        return true;
    }

    @Override
    public boolean isSigned() {
        return signed;
    }

    @Override
    public double minFinite() {
        return signed ? -maxFinite() : decodeMagnitude(0);
    }

    @Override
    public double maxFinite() {
        return decodeMagnitude(maxMagnitude());
    }

    @Override
    public String toString() {
        for (Wide wide : Wide.ALL) {
            if (specials == Specials.IEEE && wide.exponentBits == exponentBits && wide.mantissaBits == mantissaBits) {
                return wide.name;
            }
        }
        String fields = "e" + exponentBits + "m" + mantissaBits;
        return switch (specials) {
            case SCALE -> fields;
            case SHIFT -> "shift" + bits();
            case FINITE, IEEE, FN, FNUZ -> signed ? "f" + bits() + fields + specials.suffix : "u" + fields;
        };
    }

    private static boolean isWide(int exponentBits, int mantissaBits) {
        return Wide.ALL.stream().anyMatch(w -> w.exponentBits == exponentBits && w.mantissaBits == mantissaBits);
    }
}
