package intarsia.ir.type;

import java.math.BigDecimal;
import java.util.Optional;

/** What codes mean, as exact rationals from the definition of each family; shares no code with {@code decode}. */
final class DecodeOracle {
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private DecodeOracle() {
    }

    /** The value of a code; empty if it is NaN or an infinity. The sign of a zero is lost. */
    static Optional<BigDecimal> value(DType type, long code) {
        return switch (type) {
            case IntType t -> Optional.of(integer(code, t.bits(), t.signed()));
            case BipolarType t -> Optional.of(bipolar(code, t.bits()));
            case CodeBook t -> Optional.of(new BigDecimal(t.values().get((int) code)));
            case PositType t -> posit(code, t.bits(), t.exponentBits());
            case FloatType t -> real(code, t);
            case QuaternaryType t -> throw new IllegalArgumentException(t + " is complex");
        };
    }

    private static BigDecimal integer(long code, int bits, boolean signed) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < bits; i++) {
            if ((code >> i & 1) != 0) {
                sum = signed && i == bits - 1 ? sum.subtract(power(i)) : sum.add(power(i));
            }
        }
        return sum;
    }

    private static BigDecimal bipolar(long code, int bits) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < bits; i++) {
            sum = (code >> i & 1) != 0 ? sum.add(power(i)) : sum.subtract(power(i));
        }
        return sum;
    }

    private static Optional<BigDecimal> real(long code, FloatType t) {
        int x = t.exponentBits();
        int y = t.mantissaBits();
        String bits = binary(code, x + y + 1);
        boolean negative = bits.charAt(0) == '1';
        long exponent = Long.parseLong(bits.substring(1, 1 + x), 2);
        long mantissa = y == 0 ? 0 : Long.parseLong(bits.substring(1 + x), 2);
        boolean topExponent = bits.substring(1, 1 + x).indexOf('0') < 0;
        boolean allOnes = bits.substring(1).indexOf('0') < 0;
        boolean special = switch (t.specials()) {
            case FINITE, SHIFT -> false;
            case IEEE -> topExponent;
            case FN, SCALE -> allOnes;
            case FNUZ -> negative && exponent == 0 && mantissa == 0;
        };
        if (special) {
            return Optional.empty();
        }
        int bias = switch (t.specials()) {
            case SHIFT -> 0;
            case FNUZ -> 1 << (x - 1);
            case FINITE, IEEE, FN, SCALE -> (1 << (x - 1)) - 1;
        };
        boolean everNormal = t.specials() == FloatType.Specials.SHIFT || t.specials() == FloatType.Specials.SCALE;
        BigDecimal fraction = new BigDecimal(mantissa).multiply(power(-y));
        BigDecimal magnitude = exponent == 0 && !everNormal ? fraction.multiply(power(1 - bias))
            : fraction.add(BigDecimal.ONE).multiply(power((int) exponent - bias));
        return Optional.of(negative ? magnitude.negate() : magnitude);
    }

    /** A posit from its bit string; the posit standard's regime, exponent and fraction, bits beyond the end 0. */
    static Optional<BigDecimal> posit(long code, int bits, int es) {
        String s = binary(code, bits);
        if (s.indexOf('1') < 0) {
            return Optional.of(BigDecimal.ZERO);
        }
        if (s.lastIndexOf('1') == 0) {
            return Optional.empty();
        }
        if (s.charAt(0) == '1') {
            return posit((1L << bits) - code, bits, es).map(BigDecimal::negate);
        }
        int end = 2;
        while (end < bits && s.charAt(end) == s.charAt(1)) {
            end++;
        }
        int regime = s.charAt(1) == '1' ? end - 2 : 1 - end;
        String rest = (end + 1 <= bits ? s.substring(end + 1 > bits ? bits : end + 1) : "") + "0".repeat(es + 1);
        int exponent = es == 0 ? 0 : Integer.parseInt(rest.substring(0, es), 2);
        BigDecimal significand = BigDecimal.ONE;
        BigDecimal weight = HALF;
        for (char digit : rest.substring(es).toCharArray()) {
            significand = digit == '1' ? significand.add(weight) : significand;
            weight = weight.multiply(HALF);
        }
        return Optional.of(significand.multiply(power(regime * (1 << es) + exponent)));
    }

    private static String binary(long code, int width) {
        StringBuilder s = new StringBuilder();
        for (int i = width - 1; i >= 0; i--) {
            s.append((code >> i & 1) != 0 ? '1' : '0');
        }
        return s.toString();
    }

    private static BigDecimal power(int exponent) {
        return exponent >= 0 ? BigDecimal.TWO.pow(exponent) : HALF.pow(-exponent);
    }
}
